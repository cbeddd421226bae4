package io.drover.instance;

import io.drover.migration.MigrationEvent;
import io.drover.migration.MigrationRecord;
import io.drover.model.MigrationStatus;
import io.drover.model.Reason;
import io.drover.model.Refusal;
import io.drover.model.VmState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an order about the migration that is under way. Pure.
 *
 * @param rejection why it is refused, or null
 * @param event what is to be recorded; null when it is refused or was given before
 */
record MigrationOrder(@Nullable Rejection rejection, @Nullable MigrationEvent event) {

  static MigrationOrder of(InstanceState state, InstanceActor.ForMigration command, Instant now) {
    if (command instanceof InstanceActor.ResolveMigration word) {
      return resolve(state, word, now);
    }
    return command instanceof InstanceActor.AbortMigration
        ? abort(state, now)
        : forceComplete(state, now);
  }

  /** End it without moving the guest. */
  private static MigrationOrder abort(InstanceState state, Instant now) {
    return state
        .activeMigration()
        .filter(MigrationRecord::stoppable)
        .map(
            migration ->
                record(
                    migration,
                    new MigrationEvent.StopRequested(migration.id(), Reason.ABORTED, now)))
        .orElseGet(() -> refused(state, "aborted"));
  }

  /** Bring it to its end whatever the guest does; one that is in post-copy comes to it. */
  private static MigrationOrder forceComplete(InstanceState state, Instant now) {
    return state
        .activeMigration()
        .filter(migration -> migration.forcible() || inPostCopy(migration))
        .map(migration -> record(migration, new MigrationEvent.ForceRequested(migration.id(), now)))
        .orElseGet(() -> refused(state, "forced to its end"));
  }

  private static boolean inPostCopy(MigrationRecord migration) {
    return migration.status() == MigrationStatus.RUNNING_POST_COPY && migration.outcome() == null;
  }

  /** Take an operator's word on where the guest runs. */
  private static MigrationOrder resolve(
      InstanceState state, InstanceActor.ResolveMigration word, Instant now) {
    MigrationRecord open = state.activeMigration().filter(MigrationRecord::resolvable).orElse(null);
    if (open != null && !open.isEnd(word.runsOn())) {
      return invalid(
          "instance %s moves from %s to %s: say which of the two it runs on"
              .formatted(state.spec().name(), open.source(), open.destination()));
    } else if (!word.fenced()) {
      return invalid(
          "say that it is fenced (fenced = true) once it is certain that the copy of instance %s on"
                  .formatted(state.spec().name())
              + " %s cannot run any more; if it is found there it is destroyed"
                  .formatted(open == null ? "the other host" : open.otherEnd(word.runsOn())));
    } else if (open == null) {
      return refused(
          state,
          "resolved",
          state
              .activeMigration()
              .filter(migration -> migration.outcome() == null)
              .map(migration -> "it is not unresolved"));
    }
    return record(open, new MigrationEvent.Resolved(open.id(), word.runsOn(), word.fenced(), now));
  }

  private static MigrationOrder invalid(String sentence) {
    return new MigrationOrder(new Rejection(Refusal.INVALID_REQUEST, sentence), null);
  }

  private static MigrationOrder record(MigrationRecord migration, MigrationEvent event) {
    return new MigrationOrder(null, migration.allows(event) ? event : null);
  }

  private static MigrationOrder refused(InstanceState state, String what) {
    return refused(state, what, Optional.empty());
  }

  private static MigrationOrder refused(InstanceState state, String what, Optional<String> why) {
    if (state.vmState() == VmState.DELETED) {
      return new MigrationOrder(Rejection.deleted(state.spec().name()), null);
    }
    String sentence =
        "instance %s has no migration that can be %s: %s"
            .formatted(
                state.spec().name(), what, why.orElseGet(() -> why(state.activeMigration())));
    return new MigrationOrder(new Rejection(Refusal.INVALID_STATE, sentence), null);
  }

  private static String why(Optional<MigrationRecord> active) {
    return active
        .map(
            migration ->
                migration.outcome() != null
                    ? "its outcome is decided"
                    : migration.stop() != null
                        ? "it is being stopped"
                        : "it is " + migration.status().label())
        .orElse("none is under way");
  }
}
