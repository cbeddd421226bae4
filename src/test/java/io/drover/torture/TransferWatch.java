package io.drover.torture;

import io.drover.control.Answer;
import io.drover.control.Arguments;
import io.drover.control.ControlClient;
import io.drover.control.MalformedLineException;
import io.drover.control.Protocol;
import io.drover.control.Request;
import io.drover.control.SocketUnusableException;
import io.drover.control.Verb;
import io.drover.model.MigrationId;
import io.drover.model.Notice;
import io.drover.runtime.RealTimeline;
import io.drover.runtime.Timeline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sees from what a watch tells whether Drover follows a transfer that goes on. */
final class TransferWatch {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final MigrationId migration;
  private Notice.@Nullable MigrationProgress first;

  TransferWatch(MigrationId migration) {
    this.migration = migration;
  }

  /** Watches the Drover that serves there until it is known, or for a minute. */
  static boolean movesOn(MigrationId migration, Path socket, RealTimeline timeline) {
    TransferWatch watch = new TransferWatch(migration);
    Optional<Boolean> known = Optional.empty();
    try (ControlClient client = ControlClient.connect(socket)) {
      Timeline.Scheduled late = timeline.after(LONGEST, () -> Connection.close(client));
      client.send(Request.of("watch", Verb.WATCH, new Arguments.None()));
      String line = client.line();
      while (line != null && known.isEmpty()) {
        known = watch.take(Protocol.answer(line).answer());
        line = known.isEmpty() ? client.line() : null;
      }
      late.cancel();
    } catch (IOException | SocketUnusableException | MalformedLineException e) {
      // Nobody tells more.
    }
    return known.orElse(false);
  }

  /** Whether it moves on; empty: more has to be seen. It does when its figures have changed. */
  Optional<Boolean> take(Answer answer) {
    if (!(answer instanceof Answer.Event event)) {
      return Optional.empty();
    }
    if (event.event() instanceof Notice.MigrationChanged changed
        && changed.migration().equals(migration)
        && changed.status().terminal()) {
      return Optional.of(false);
    } else if (event.event() instanceof Notice.MigrationProgress progress
        && progress.migration().equals(migration)) {
      if (first == null) {
        first = progress;
      } else if (progress.iteration() != first.iteration()
          || progress.memoryRemaining() != first.memoryRemaining()) {
        return Optional.of(true);
      }
    }
    return Optional.empty();
  }
}
