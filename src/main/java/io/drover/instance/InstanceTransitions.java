package io.drover.instance;

import static io.drover.model.VmState.ACTIVE;
import static io.drover.model.VmState.BUILDING;
import static io.drover.model.VmState.DELETED;
import static io.drover.model.VmState.ERROR;
import static io.drover.model.VmState.PAUSED;
import static io.drover.model.VmState.STOPPED;
import static io.drover.model.VmState.SUSPENDED;

import io.drover.model.InstanceView;
import io.drover.model.TaskState;
import io.drover.model.Transition;
import io.drover.model.TransitionTable;
import io.drover.model.VmState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The one table of how vm state and task state of an instance may follow each other. Which
 * operation may begin in which states is {@link OperationKind}'s word; this adds in which states it
 * may be under way and how it may leave the instance.
 */
public final class InstanceTransitions {

  /** In which states an instance is. */
  public record State(VmState vmState, TaskState taskState) {

    /** The states that people are shown. */
    public static State of(InstanceView instance) {
      return new State(instance.vmState(), instance.taskState());
    }

    @Override
    public String toString() {
      return taskState == TaskState.NONE
          ? vmState.label()
          : "%s, %s".formatted(vmState.label(), taskState.label());
    }
  }

  /** An operation goes on with its next part. */
  static final String NEXT = "task changed";

  /** A guest that does not shut down by itself is ended. */
  static final String ESCALATED = "reboot escalated";

  /** An operation ended, well or badly. */
  static final String ENDED = "operation ended";

  /** The guest of an idle instance is not as it was left. */
  static final String FOUND = "found as";

  /** The host says at last what an operation left of which nothing was known. */
  static final String SETTLES = "settled";

  /** A migration found its guest on neither host. */
  static final String GONE = "guest gone";

  /** A migration ended, and with it the instance's task. */
  static final String MIGRATED = "migration ended";

  /** How a guest that is there may be found when an operation has failed. */
  private static final Set<VmState> THERE = EnumSet.of(ACTIVE, PAUSED, SUSPENDED);

  private static final Set<VmState> SETTLED = EnumSet.of(ACTIVE, PAUSED, SUSPENDED, STOPPED, ERROR);

  /** The table. */
  public static final TransitionTable<State> TABLE =
      new TransitionTable<>(new State(BUILDING, TaskState.NONE), rows());

  private InstanceTransitions() {}

  /** In which vm states an operation may be under way: where it begins, and where it is found. */
  private static Set<VmState> during(OperationKind kind) {
    return switch (kind) {
      case BOOT -> EnumSet.of(BUILDING);
      case START -> EnumSet.of(STOPPED);
      case STOP, HARD_REBOOT -> SETTLED;
      case SOFT_REBOOT, PAUSE, SUSPEND -> EnumSet.of(ACTIVE);
      case UNPAUSE -> EnumSet.of(ACTIVE, PAUSED);
      case RESUME -> EnumSet.of(SUSPENDED);
      case LIVE_MIGRATE -> EnumSet.of(ACTIVE, STOPPED);
      case DELETE -> EnumSet.complementOf(EnumSet.of(DELETED));
    };
  }

  /** What the task may be called while it is under way. */
  private static Set<TaskState> tasks(OperationKind kind) {
    return switch (kind) {
      case BOOT ->
          EnumSet.of(
              TaskState.SCHEDULING,
              TaskState.BLOCK_DEVICE_MAPPING,
              TaskState.NETWORKING,
              TaskState.SPAWNING);
      case SOFT_REBOOT -> EnumSet.of(TaskState.REBOOTING, TaskState.REBOOT_STARTED);
      case HARD_REBOOT -> EnumSet.of(TaskState.REBOOTING_HARD, TaskState.REBOOT_STARTED_HARD);
      case START, STOP, PAUSE, UNPAUSE, SUSPEND, RESUME, LIVE_MIGRATE, DELETE ->
          EnumSet.of(kind.taskState());
    };
  }

  /** How it may leave an instance that was in this vm state; a failure may leave it as it was. */
  private static Set<VmState> ends(OperationKind kind, VmState before) {
    return switch (kind) {
      case BOOT -> EnumSet.of(ACTIVE, ERROR, BUILDING);
      case START, PAUSE, UNPAUSE, SUSPEND, RESUME -> with(THERE, STOPPED);
      case STOP -> with(THERE, STOPPED, before);
      case SOFT_REBOOT, HARD_REBOOT -> with(THERE, ERROR, before);
      case LIVE_MIGRATE -> EnumSet.of(before);
      case DELETE ->
          switch (before) {
            case BUILDING -> EnumSet.of(DELETED, ACTIVE, ERROR, BUILDING);
            case ERROR -> with(THERE, DELETED, ERROR);
            case ACTIVE, PAUSED, SUSPENDED, STOPPED, DELETED -> with(THERE, DELETED, STOPPED);
          };
    };
  }

  private static Set<VmState> with(Set<VmState> some, VmState... more) {
    Set<VmState> all = EnumSet.copyOf(some);
    all.addAll(Arrays.asList(more));
    return all;
  }

  private static List<Transition<State>> rows() {
    List<Transition<State>> rows = new ArrayList<>();
    for (VmState idle : SETTLED) {
      begins(rows, new State(idle, TaskState.NONE));
    }
    begins(rows, new State(BUILDING, TaskState.NONE));
    observed(rows);
    for (OperationKind kind : OperationKind.values()) {
      for (VmState vmState : during(kind)) {
        for (TaskState task : tasks(kind)) {
          State state = new State(vmState, task);
          begins(rows, state);
          String end = kind == OperationKind.LIVE_MIGRATE ? MIGRATED : ENDED;
          for (VmState after : ends(kind, vmState)) {
            rows.add(new Transition<>(state, end, new State(after, TaskState.NONE)));
          }
        }
      }
    }
    boots(rows);
    reboots(rows);
    for (TaskState task : List.of(TaskState.MIGRATING, TaskState.DELETING)) {
      rows.add(new Transition<>(new State(ACTIVE, task), GONE, new State(STOPPED, task)));
    }
    return rows;
  }

  private static void begins(List<Transition<State>> rows, State state) {
    for (OperationKind kind : OperationKind.values()) {
      if (kind.rejection("", state.vmState(), state.taskState()) == null) {
        add(rows, state, kind);
      }
    }
  }

  /**
   * An idle instance whose guest is not as it was left, or of which nothing was known, is recorded
   * as it is, or stopped, or let go on after a migration that paused it.
   */
  private static void observed(List<Transition<State>> rows) {
    for (VmState left : THERE) {
      for (VmState found : THERE) {
        if (left != found) {
          rows.add(
              new Transition<>(
                  new State(left, TaskState.NONE), FOUND, new State(found, TaskState.NONE)));
        }
      }
    }
    for (VmState left : List.of(BUILDING, STOPPED, ERROR)) {
      for (VmState found : THERE) {
        rows.add(
            new Transition<>(
                new State(left, TaskState.NONE), SETTLES, new State(found, TaskState.NONE)));
      }
    }
    for (VmState left : List.of(PAUSED, SUSPENDED, STOPPED)) {
      add(rows, new State(left, TaskState.NONE), OperationKind.STOP);
    }
    add(rows, new State(ACTIVE, TaskState.NONE), OperationKind.UNPAUSE);
  }

  /** A boot that is taken up after a crash goes back to what it cannot know to be done. */
  private static void boots(List<Transition<State>> rows) {
    List<TaskState> parts =
        List.of(TaskState.BLOCK_DEVICE_MAPPING, TaskState.NETWORKING, TaskState.SPAWNING);
    for (TaskState from : tasks(OperationKind.BOOT)) {
      for (TaskState to : parts) {
        if (from != to) {
          rows.add(new Transition<>(new State(BUILDING, from), NEXT, new State(BUILDING, to)));
        }
      }
    }
  }

  private static void reboots(List<Transition<State>> rows) {
    State soft = new State(ACTIVE, TaskState.REBOOT_STARTED);
    rows.add(new Transition<>(new State(ACTIVE, TaskState.REBOOTING), NEXT, soft));
    rows.add(new Transition<>(soft, ESCALATED, new State(ACTIVE, TaskState.REBOOT_STARTED_HARD)));
    for (VmState vmState : during(OperationKind.HARD_REBOOT)) {
      rows.add(
          new Transition<>(
              new State(vmState, TaskState.REBOOTING_HARD),
              NEXT,
              new State(vmState, TaskState.REBOOT_STARTED_HARD)));
    }
  }

  private static void add(List<Transition<State>> rows, State from, OperationKind kind) {
    rows.add(new Transition<>(from, kind.label(), new State(from.vmState(), kind.taskState())));
  }
}
