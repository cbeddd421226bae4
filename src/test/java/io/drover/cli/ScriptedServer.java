package io.drover.cli;

import io.drover.control.Answer;
import io.drover.control.MalformedLineException;
import io.drover.control.Protocol;
import io.drover.control.Request;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * Answers {@code drover ctl} as a test says. It ends with its answers to the last request that
 * there is to be.
 */
final class ScriptedServer implements AutoCloseable {
  private final ServerSocketChannel channel;
  private final Function<Request, List<Answer>> script;
  private final int most;
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  ScriptedServer(Path socket, int most, Function<Request, List<Answer>> script) throws IOException {
    this.most = most;
    channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(socket));
    this.script = script;
    Thread thread = new Thread(this::serve, "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** What it was asked for, in that order. */
  List<Request> requests() {
    return requests;
  }

  private void serve() {
    try {
      while (requests.size() < most) {
        try (SocketChannel client = channel.accept()) {
          answer(client);
        }
      }
    } catch (IOException | MalformedLineException e) {
      // Closed, or the client hears nothing and its test fails.
    }
  }

  private void answer(SocketChannel client) throws IOException, MalformedLineException {
    BufferedReader asked = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
    PrintWriter told = new PrintWriter(Channels.newWriter(client, StandardCharsets.UTF_8), true);
    while (requests.size() < most) {
      String line = asked.readLine();
      if (line == null) {
        return;
      }
      Request request = Protocol.request(line);
      requests.add(request);
      for (Answer answer : script.apply(request)) {
        told.println(Protocol.line(request.id(), answer));
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
