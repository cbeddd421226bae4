package io.drover.instance;

import io.drover.migration.MigrationEvent;
import io.drover.migration.MigrationRecord;
import io.drover.migration.Outcome;
import io.drover.model.MigrationId;
import io.drover.model.VmState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A migration that was given up while its call had not returned, and goes on, or has moved the
 * guest, after all. It is carried on under an id of its own, without hooks: the one that ended
 * stays ended, and whoever asked for it has been told. Pure.
 */
final class LateMigration {
  private static final String NO_HOOKS = "none";

  private LateMigration() {}

  /** Where the guest of an idle instance may have gone by such a migration. */
  static Optional<String> destination(InstanceState state) {
    return latest(state).map(MigrationRecord::destination);
  }

  private static Optional<MigrationRecord> latest(InstanceState state) {
    if (state.vmState() != VmState.ACTIVE || state.migrations().isEmpty()) {
      return Optional.empty();
    }
    MigrationRecord last = state.migrations().get(state.migrations().size() - 1);
    return Optional.of(last)
        .filter(migration -> migration.outcome() == Outcome.AT_SOURCE)
        .filter(migration -> migration.transferDeadline() != null)
        .filter(migration -> migration.source().equals(state.host()));
  }

  /** Whether the guest was brought where it is without anything having been claimed there. */
  static boolean arrived(InstanceState state, MigrationEvent.Decided decided) {
    return decided.outcome() == Outcome.AT_DESTINATION
        && state
            .migration(decided.migration())
            .filter(migration -> migration.begun().isEmpty())
            .isPresent();
  }

  /** What carries it on: it is past its deadline, so a job that still goes on is aborted. */
  static List<InstanceEvent> carryOn(InstanceState state, Instant now) {
    MigrationRecord last = latest(state).orElseThrow();
    MigrationId id = new MigrationId(last.id().value() + "-late");
    return Stream.of(
            new MigrationEvent.Accepted(
                id,
                state.id(),
                last.source(),
                last.destination(),
                last.blockMigration(),
                NO_HOOKS,
                state.lastGeneration() + 1,
                now),
            new MigrationEvent.Queued(id),
            new MigrationEvent.PreparationBegan(id),
            new MigrationEvent.TransferBegan(id, null, now, now, last.postCopy()))
        .<InstanceEvent>map(InstanceEvent.OfMigration::new)
        .toList();
  }
}
