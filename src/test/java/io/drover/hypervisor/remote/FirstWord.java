package io.drover.hypervisor.remote;

import io.drover.socket.FrameSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Hears the first thing that happens to a connection. */
record FirstWord(CompletableFuture<String> word) implements FrameSocket.Listener {

  @Override
  public void received(byte[] frame) {
    word.complete(new String(frame, StandardCharsets.UTF_8));
  }

  @Override
  public void closed(String why) {
    word.complete("closed: " + why);
  }
}
