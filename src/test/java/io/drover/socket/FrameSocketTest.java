package io.drover.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameSocketTest {
  private static final int LARGEST = 1 << 20;

  private final Ear server = new Ear();
  private final Ear client = new Ear();
  private final BlockingQueue<FrameSocket> accepted = new LinkedBlockingQueue<>();
  private final SocketFile file;
  private final SocketLoop loop;

  /** What a listener was told. */
  private static final class Ear implements FrameSocket.Listener {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Override
    public void received(byte[] frame) {
      heard.add(new String(frame, StandardCharsets.UTF_8));
    }

    @Override
    public void closed(String why) {
      heard.add("closed: " + why);
    }

    String next() throws InterruptedException {
      String next = heard.poll(20, TimeUnit.SECONDS);
      return next == null ? "nothing" : next;
    }
  }

  FrameSocketTest(@TempDir Path folder) throws IOException {
    file = SocketFile.claim(folder.resolve("own/socket"));
    loop = SocketLoop.start("test");
    loop.accept(
        file,
        LARGEST,
        socket -> {
          accepted.add(socket);
          return server;
        });
  }

  @AfterEach
  void stop() throws IOException {
    loop.close();
    file.close();
  }

  private FrameSocket connect() throws IOException {
    return loop.connect(file.path(), LARGEST, client);
  }

  private FrameSocket accepted() throws InterruptedException {
    @Nullable FrameSocket socket = accepted.poll(20, TimeUnit.SECONDS);
    assertThat(socket).isNotNull();
    return socket;
  }

  @Test
  void framesArriveWholeAndInOrderAlsoWhenTheyAreLargerThanWhatASocketHolds() throws Exception {
    FrameSocket to = connect();
    String large = "x".repeat(LARGEST);

    for (int i = 0; i < 20; i++) {
      to.send(bytes("small " + i));
      to.send(bytes(large));
    }
    to.send(new byte[0]);

    for (int i = 0; i < 20; i++) {
      assertThat(server.next()).isEqualTo("small " + i);
      assertThat(server.next()).hasSize(LARGEST);
    }
    assertThat(server.next()).isEmpty();
  }

  @Test
  void whatWasSentBeforeAnEndArrives() throws Exception {
    connect().send(bytes("hello"));
    FrameSocket from = accepted();
    assertThat(server.next()).isEqualTo("hello");

    from.send(bytes("no"));
    from.close("that is all");

    assertThat(client.next()).isEqualTo("no");
    assertThat(client.next()).isEqualTo("closed: the other side has ended");
    assertThat(server.next()).isEqualTo("closed: that is all");
  }

  @Test
  void aFrameThatIsTooLargeEndsTheConnection() throws Exception {
    connect().send(new byte[LARGEST + 1]);

    assertThat(server.next()).startsWith("closed: a frame of 1048577 bytes, where 1048576 are");
    assertThat(client.next()).startsWith("closed: ");
  }

  @Test
  void aPeerThatSpeaksSomethingElseIsGivenUp() throws Exception {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(file.path()))) {
      channel.write(ByteBuffer.wrap(bytes("GET / HTTP/1.1\r\n\r\n")));

      assertThat(server.next()).startsWith("closed: a frame of 1195725856 bytes");
    }
  }

  @Test
  void aPeerThatDoesNotReadIsGivenUpAndHoldsUpNobody() throws Exception {
    try (SocketChannel deaf = SocketChannel.open(UnixDomainSocketAddress.of(file.path()))) {
      FrameSocket to = accepted();
      for (int i = 0; i < 70; i++) {
        to.send(new byte[LARGEST]);
      }

      assertThat(server.next()).isEqualTo("closed: it does not read what it is sent");
      assertThat(deaf.isOpen()).isTrue();
    }
    connect().send(bytes("still here"));
    assertThat(server.next()).isEqualTo("still here");
  }

  @Test
  void withTheLoopAllEnds() throws Exception {
    FrameSocket to = connect();
    to.send(bytes("hello"));
    assertThat(server.next()).isEqualTo("hello");

    loop.close();

    assertThat(client.next()).isEqualTo("closed: the sockets are closed");
    to.send(bytes("unheard"));
    assertThatThrownBy(this::connect).hasMessage("the sockets are closed");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
