package io.drover.serve;

import io.drover.model.MigrationId;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which migrations have a command of theirs run at present: each one only, and no more together
 * than there are threads, so that no command ever waits for one. Thread-safe.
 */
final class HookTurns {
  private final int most;
  private final Set<String> running = new TreeSet<>();

  /** Nothing runs; {@code most} may at a time. */
  HookTurns(int most) {
    this.most = most;
  }

  /** Takes a turn for a migration, until {@link #end}; or why it has none now. */
  synchronized Optional<String> begin(MigrationId migration) {
    if (running.contains(migration.value())) {
      return Optional.of("its command before has not ended yet");
    } else if (running.size() >= most) {
      return Optional.of("%d commands of other hooks run already".formatted(running.size()));
    }
    running.add(migration.value());
    return Optional.empty();
  }

  /** The turn of a migration is over. */
  synchronized void end(MigrationId migration) {
    running.remove(migration.value());
  }
}
