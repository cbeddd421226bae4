package io.drover.instance;

import io.drover.migration.MigrationEvent;
import io.drover.migration.MigrationRecord;
import io.drover.migration.Outcome;
import io.drover.model.MigrationId;
import io.drover.model.PowerState;
import io.drover.model.VmState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
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

  /** Where the guest of an instance may have gone by such migrations, the latest first. */
  static List<String> destinations(InstanceState state) {
    return open(state).stream().map(MigrationRecord::destination).distinct().toList();
  }

  private static List<MigrationRecord> open(InstanceState state) {
    if (state.vmState() == VmState.DELETED) {
      return List.of();
    }
    List<MigrationRecord> open = new ArrayList<>(state.migrations());
    Collections.reverse(open);
    open.removeIf(
        migration ->
            migration.outcome() != Outcome.AT_SOURCE
                || !migration.callOpen()
                || !migration.source().equals(state.host())
                // What is found there is a copy to be ended.
                || state.fencedOn(migration.destination()));
    return open;
  }

  /** Whether the guest was brought where it is without anything having been claimed there. */
  static boolean arrived(InstanceState state, MigrationEvent.Decided decided) {
    return decided.outcome() == Outcome.AT_DESTINATION
        && state
            .migration(decided.migration())
            .filter(migration -> migration.begun().isEmpty())
            .isPresent();
  }

  /**
   * What carries on the one to this host: it is past its deadline, so a job that still goes on is
   * aborted. An instance that was not active, so that nothing was known to be moved, is found to
   * be.
   */
  static List<InstanceEvent> carryOn(InstanceState state, String destination, Instant now) {
    MigrationRecord last =
        open(state).stream()
            .filter(migration -> migration.destination().equals(destination))
            .findFirst()
            .orElseThrow();
    MigrationId id = new MigrationId(last.id().value() + "-late");
    Stream<InstanceEvent> migration =
        Stream.of(
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
            .map(InstanceEvent.OfMigration::new);
    return Stream.concat(active(state).stream(), migration).toList();
  }

  private static Optional<InstanceEvent> active(InstanceState state) {
    return switch (state.vmState()) {
      case ACTIVE -> Optional.empty();
      case PAUSED, SUSPENDED ->
          Optional.of(new InstanceEvent.FoundAs(VmState.ACTIVE, PowerState.RUNNING));
      case BUILDING, STOPPED, ERROR, DELETED ->
          Optional.of(new InstanceEvent.Settled(VmState.ACTIVE, PowerState.RUNNING, state.fault()));
    };
  }
}
