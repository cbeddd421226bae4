package io.drover.instance;

import static io.drover.model.TaskState.NONE;
import static io.drover.model.TaskState.REBOOTING;
import static io.drover.model.TaskState.REBOOT_STARTED;
import static io.drover.model.VmState.ACTIVE;
import static io.drover.model.VmState.BUILDING;
import static io.drover.model.VmState.DELETED;
import static io.drover.model.VmState.ERROR;
import static io.drover.model.VmState.PAUSED;
import static io.drover.model.VmState.STOPPED;
import static io.drover.model.VmState.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.Refusal;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OperationKindTest {
  private static final Set<TaskState> IDLE = EnumSet.of(NONE);

  /** Nova's preconditions, as far as Drover has the operation. */
  private static Row novas(OperationKind kind) {
    return switch (kind) {
      case BOOT -> new Row(EnumSet.of(BUILDING), IDLE);
      case START -> new Row(EnumSet.of(STOPPED), IDLE);
      case STOP -> new Row(EnumSet.of(ACTIVE, ERROR), IDLE);
      case UNPAUSE -> new Row(EnumSet.of(PAUSED), IDLE);
      case RESUME -> new Row(EnumSet.of(SUSPENDED), IDLE);
      case SOFT_REBOOT, LIVE_MIGRATE, PAUSE, SUSPEND -> new Row(EnumSet.of(ACTIVE), IDLE);
      case HARD_REBOOT ->
          new Row(
              EnumSet.of(ACTIVE, STOPPED, PAUSED, SUSPENDED, ERROR),
              EnumSet.of(
                  NONE,
                  REBOOTING,
                  REBOOT_STARTED,
                  TaskState.PAUSING,
                  TaskState.UNPAUSING,
                  TaskState.SUSPENDING,
                  TaskState.RESUMING));
      case DELETE ->
          new Row(
              EnumSet.complementOf(EnumSet.of(DELETED)),
              EnumSet.complementOf(EnumSet.of(TaskState.DELETING)));
    };
  }

  private record Row(Set<VmState> vmStates, Set<TaskState> taskStates) {

    /** In the order of refusals: not-found, conflict, invalid-state. */
    @Nullable Refusal refusal(VmState vmState, TaskState taskState) {
      if (vmState == DELETED) {
        return Refusal.NOT_FOUND;
      } else if (!taskStates.contains(taskState)) {
        return Refusal.CONFLICT;
      }
      return vmStates.contains(vmState) ? null : Refusal.INVALID_STATE;
    }
  }

  static Stream<Arguments> everySituation() {
    List<Arguments> all = new ArrayList<>();
    for (OperationKind kind : OperationKind.values()) {
      for (VmState vmState : VmState.values()) {
        for (TaskState taskState : TaskState.values()) {
          all.add(Arguments.of(kind, vmState, taskState));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everySituation")
  void anOperationIsTakenInTheStatesInWhichNovaTakesIt(
      OperationKind kind, VmState vmState, TaskState taskState) {
    Rejection rejection = kind.rejection("web-1", vmState, taskState);

    Refusal expected = novas(kind).refusal(vmState, taskState);
    assertThat(rejection == null ? null : rejection.reason()).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void aDeletedInstanceIsNotFoundWhateverIsAskedOfIt(OperationKind kind) {
    assertThat(kind.rejection("web-1", DELETED, TaskState.DELETING))
        .isEqualTo(new Rejection(Refusal.NOT_FOUND, "instance web-1 is deleted"));
  }

  @Test
  void aConflictIsToldBeforeAnInvalidState() {
    Rejection rejection = OperationKind.START.rejection("web-1", ACTIVE, TaskState.MIGRATING);

    assertThat(rejection)
        .isEqualTo(
            new Rejection(
                Refusal.CONFLICT,
                "instance web-1 cannot take a start now: it is migrating; wait until it is idle"));
  }

  @Test
  void anInvalidStateIsToldWithTheStatesThatWouldDo() {
    Rejection rejection = OperationKind.STOP.rejection("web-1", STOPPED, NONE);

    assertThat(rejection)
        .isEqualTo(
            new Rejection(
                Refusal.INVALID_STATE,
                "instance web-1 cannot take a stop: it is stopped, and would have to be active or"
                    + " error"));
  }

  @ParameterizedTest
  @EnumSource
  void whileAnOperationGoesOnOnlyAHardRebootAndADeleteAreTaken(OperationKind running) {
    for (OperationKind asked : OperationKind.values()) {
      boolean taken = asked.rejection("web-1", ACTIVE, running.taskState()) == null;

      boolean replaced =
          asked == OperationKind.HARD_REBOOT
              && EnumSet.of(
                      OperationKind.SOFT_REBOOT,
                      OperationKind.PAUSE,
                      OperationKind.UNPAUSE,
                      OperationKind.SUSPEND,
                      OperationKind.RESUME)
                  .contains(running);
      boolean deletes = asked == OperationKind.DELETE && running != OperationKind.DELETE;
      assertThat(taken).as("%s during %s", asked, running).isEqualTo(replaced || deletes);
    }
  }
}
