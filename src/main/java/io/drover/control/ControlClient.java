package io.drover.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A connection to a Drover that serves. Blocks; for one thread. */
public final class ControlClient implements AutoCloseable {
  private final SocketChannel channel;
  private final BufferedReader reader;

  private ControlClient(SocketChannel channel) {
    this.channel = channel;
    this.reader =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
  }

  /**
   * Connects.
   *
   * @throws SocketUnusableException when nobody serves there, or only to others
   */
  public static ControlClient connect(Path socket) throws SocketUnusableException {
    try {
      return new ControlClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    } catch (IOException e) {
      throw isForbidden(socket)
          ? SocketUnusableException.forbidden(
              "the socket %s is another user's, and not for this one".formatted(socket), e)
          : new SocketUnusableException(
              "no Drover serves at %s (%s)".formatted(socket, e.getMessage()), e);
    }
  }

  private static boolean isForbidden(Path socket) {
    try {
      socket.getFileSystem().provider().checkAccess(socket, AccessMode.WRITE);
      return false;
    } catch (AccessDeniedException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Sends a request. When nobody takes it any more, {@link #line} has what was said before that,
   * such as why this client is turned away, and then tells the end.
   */
  public void send(Request request) {
    try {
      sendLine(Protocol.line(request));
    } catch (IOException e) {
      // The same is found when the answer is read, after what there is still to read.
    }
  }

  /** Sends a line, whatever it is. */
  void sendLine(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Nothing more will be asked; what was is still answered. */
  void saidAll() throws IOException {
    channel.shutdownOutput();
  }

  /**
   * Waits for the next line of an answer; null: nobody serves there any more.
   *
   * @throws IOException when the connection broke
   */
  public @Nullable String line() throws IOException {
    return reader.readLine();
  }

  /** Ends the connection. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
