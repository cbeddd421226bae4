package io.drover.migration;

import io.drover.migration.MigrationEvent.BecameUnresolved;
import io.drover.migration.MigrationEvent.Decided;
import io.drover.migration.MigrationEvent.Ended;
import io.drover.migration.MigrationEvent.ForceRequested;
import io.drover.migration.MigrationEvent.HookDelivered;
import io.drover.migration.MigrationEvent.HookGivenUp;
import io.drover.migration.MigrationEvent.PlugFailed;
import io.drover.migration.MigrationEvent.PostCopyBegan;
import io.drover.migration.MigrationEvent.PreparationBegan;
import io.drover.migration.MigrationEvent.Queued;
import io.drover.migration.MigrationEvent.Resolved;
import io.drover.migration.MigrationEvent.StepBegan;
import io.drover.migration.MigrationEvent.StopRequested;
import io.drover.migration.MigrationEvent.SweepBegan;
import io.drover.migration.MigrationEvent.SweepEnded;
import io.drover.migration.MigrationEvent.TransferBegan;
import io.drover.migration.MigrationEvent.WordRefuted;
import io.drover.model.HookState;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Transition;
import io.drover.model.TransitionTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The one table of what may be recorded of a migration in which status, and where that leads. The
 * record takes no other event.
 */
public final class MigrationTransitions {

  /**
   * How far a migration is. A hook is pending from the moment at which the outcome is decided:
   * while the status is not terminal yet, the migration cleans up.
   */
  public record State(MigrationStatus status, HookState hook) {

    /** The state that people are shown. */
    public static State of(MigrationView migration) {
      return new State(migration.status(), migration.hookState());
    }

    @Override
    public String toString() {
      return hook == HookState.NONE
          ? status.label()
          : "%s, hook %s".formatted(status.label(), hook.label());
    }
  }

  /** The state of a migration that was just accepted. */
  static final State ACCEPTED = undecided(MigrationStatus.ACCEPTED);

  /** The table. */
  public static final TransitionTable<State> TABLE = new TransitionTable<>(ACCEPTED, rows());

  private MigrationTransitions() {}

  /** The name that an event has in the table. */
  static String name(Class<? extends MigrationEvent> event) {
    return event.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  private static State undecided(MigrationStatus status) {
    return new State(status, HookState.NONE);
  }

  private static State cleaning(MigrationStatus status) {
    return new State(status, HookState.PENDING);
  }

  private static List<Transition<State>> rows() {
    State queued = undecided(MigrationStatus.QUEUED);
    State preparing = undecided(MigrationStatus.PREPARING);
    State running = undecided(MigrationStatus.RUNNING);
    State postCopy = undecided(MigrationStatus.RUNNING_POST_COPY);
    List<Transition<State>> rows = new ArrayList<>();
    add(rows, ACCEPTED, Queued.class, queued);
    add(rows, queued, PreparationBegan.class, preparing);
    add(rows, preparing, StepBegan.class, preparing);
    add(rows, preparing, PlugFailed.class, preparing);
    add(rows, preparing, TransferBegan.class, running);
    add(rows, running, ForceRequested.class, running);
    add(rows, running, PostCopyBegan.class, postCopy);
    // In post-copy neither copy is whole: it can be stopped by a delete alone.
    for (State stoppable : List.of(ACCEPTED, queued, preparing, running, postCopy)) {
      add(rows, stoppable, StopRequested.class, stoppable);
    }
    for (State looking : List.of(preparing, running, postCopy)) {
      add(rows, looking, BecameUnresolved.class, looking);
      add(rows, looking, Resolved.class, looking);
      add(rows, looking, WordRefuted.class, looking);
    }
    for (State open : List.of(ACCEPTED, queued, preparing, running, postCopy)) {
      add(rows, open, Decided.class, cleaning(open.status()));
    }
    // Nothing was begun anywhere: it can only be cancelled, and nothing can be left over.
    for (MigrationStatus before : List.of(MigrationStatus.ACCEPTED, MigrationStatus.QUEUED)) {
      add(rows, cleaning(before), Ended.class, cleaning(MigrationStatus.CANCELLED));
    }
    for (State begun : List.of(preparing, running, postCopy)) {
      for (MigrationStatus end : ends()) {
        add(rows, cleaning(begun.status()), Ended.class, cleaning(end));
      }
    }
    for (MigrationStatus end : ends()) {
      add(rows, cleaning(end), HookDelivered.class, new State(end, HookState.DELIVERED));
      add(rows, cleaning(end), HookGivenUp.class, new State(end, HookState.GIVEN_UP));
    }
    for (HookState hook : List.of(HookState.PENDING, HookState.DELIVERED, HookState.GIVEN_UP)) {
      State leftOver = new State(MigrationStatus.ERROR, hook);
      add(rows, leftOver, SweepBegan.class, leftOver);
      add(rows, leftOver, SweepEnded.class, leftOver);
    }
    return rows;
  }

  private static List<MigrationStatus> ends() {
    return List.of(
        MigrationStatus.COMPLETED,
        MigrationStatus.FAILED,
        MigrationStatus.CANCELLED,
        MigrationStatus.ERROR);
  }

  private static void add(
      List<Transition<State>> rows, State from, Class<? extends MigrationEvent> on, State to) {
    rows.add(new Transition<>(from, name(on), to));
  }
}
