package io.drover.torture;

import io.drover.control.Answer;
import io.drover.control.ControlClient;
import io.drover.control.MalformedLineException;
import io.drover.control.Protocol;
import io.drover.control.Request;
import io.drover.control.SocketUnusableException;
import io.drover.runtime.RealTimeline;
import io.drover.runtime.Timeline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests over a connection, which is made anew when it broke. */
final class Connection implements Way {
  private final Path socket;
  private final RealTimeline timeline;
  private @Nullable ControlClient client;

  Connection(Path socket, RealTimeline timeline) {
    this.socket = socket;
    this.timeline = timeline;
  }

  @Override
  public Optional<Answer> ask(Request request, Duration patience) {
    try {
      ControlClient connected = client == null ? ControlClient.connect(socket) : client;
      client = connected;
      Timeline.Scheduled late = timeline.after(patience, () -> close(connected));
      try {
        connected.send(request);
        String line = connected.line();
        if (line != null) {
          return Optional.of(Protocol.answer(line).answer());
        }
      } finally {
        late.cancel();
      }
    } catch (IOException | SocketUnusableException | MalformedLineException e) {
      // It was killed, or is not there yet.
    }
    close();
    return Optional.empty();
  }

  @Override
  public void close() {
    if (client != null) {
      close(client);
    }
    client = null;
  }

  /** Whoever waits for a line on it has none. */
  static void close(ControlClient client) {
    try {
      client.close();
    } catch (IOException e) {
      // Who was at the other end is gone.
    }
  }
}
