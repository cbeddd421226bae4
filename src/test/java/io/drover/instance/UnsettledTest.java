package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.GuestState;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of an instance of which nothing was known when its operation ended. */
class UnsettledTest {

  private static InstanceState unsettled(VmState vmState, OperationKind kind) {
    return kind == OperationKind.BOOT
        ? Given.after(Given.created(), Given.unsettled(vmState, Reason.HOST_LOST))
        : Given.after(
            Given.history(vmState, Given.began(kind), Given.unsettled(vmState, Reason.HOST_LOST)));
  }

  @ParameterizedTest
  @CsvSource({
    "BUILDING, BOOT, RUNNING, ACTIVE, ",
    "BUILDING, BOOT, PAUSED, PAUSED, HOST_LOST",
    "STOPPED, START, RUNNING, ACTIVE, ",
    "ACTIVE, SOFT_REBOOT, RUNNING, ACTIVE, HOST_LOST",
    "ERROR, HARD_REBOOT, RUNNING, ACTIVE, HOST_LOST",
    "ACTIVE, STOP, RUNNING, ACTIVE, HOST_LOST",
    "ACTIVE, DELETE, RUNNING, ACTIVE, HOST_LOST",
    "ACTIVE, PAUSE, PAUSED, PAUSED, ",
    "ACTIVE, PAUSE, RUNNING, ACTIVE, HOST_LOST",
    "ACTIVE, SUSPEND, SUSPENDED, SUSPENDED, ",
    "SUSPENDED, RESUME, RUNNING, ACTIVE, "
  })
  void aGuestThatIsThereIsWhatItIsAndAnOperationThatDidItsWorkHasNotFailed(
      VmState before, OperationKind kind, GuestState seen, VmState after, @Nullable Reason fault) {
    InstanceState state = unsettled(before, kind);
    assertThat(Observation.isNews(state, seen)).isTrue();

    InstanceState settled = state.after(Observation.follow(state, seen, true, Given.NOW));

    assertThat(settled.vmState()).isEqualTo(after);
    assertThat(settled.powerState()).isEqualTo(seen.powerState());
    assertThat(settled.fault()).isEqualTo(fault);
    assertThat(settled.unsettled()).isNull();
    assertThat(settled.idle()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "BUILDING, BOOT, BOOT",
    "BUILDING, DELETE, BOOT",
    "STOPPED, START, START",
    "ACTIVE, HARD_REBOOT, HARD_REBOOT",
    "ACTIVE, PAUSE, PAUSE",
    "ACTIVE, DELETE, DELETE"
  })
  void aGuestThatIsNotThereHasTheOperationUndoneForTheSameReason(
      VmState before, OperationKind kind, OperationKind undone) {
    InstanceState state =
        before == VmState.BUILDING && kind == OperationKind.DELETE
            ? Given.after(
                Given.created(), Given.began(kind), Given.unsettled(before, Reason.HOST_LOST))
            : unsettled(before, kind);

    InstanceState settling =
        state.after(Observation.follow(state, GuestState.ABSENT, true, Given.NOW));

    Operation operation = Objects.requireNonNull(settling.operation());
    assertThat(operation.kind()).isEqualTo(undone);
    assertThat(operation.failing()).isEqualTo(Reason.HOST_LOST);
    assertThat(operation.creating()).isTrue();
    assertThat(settling.unsettled()).isNull();
  }

  @Test
  void aStopWhoseGuestIsNotThereIsFinished() {
    InstanceState state = unsettled(VmState.ACTIVE, OperationKind.STOP);

    InstanceState settling =
        state.after(Observation.follow(state, GuestState.ABSENT, true, Given.NOW));

    assertThat(settling.taskState()).isEqualTo(TaskState.POWERING_OFF);
    assertThat(settling.fault()).isNull();
  }

  @ParameterizedTest
  @EnumSource(
      value = GuestState.class,
      names = {"STARTING", "INCOMING"})
  void aGuestThatIsComingUpIsLookedAtAgain(GuestState seen) {
    InstanceState state = unsettled(VmState.BUILDING, OperationKind.BOOT);

    assertThat(Observation.isNews(state, seen)).isFalse();
    assertThat(Observation.isOpen(state, seen)).isTrue();
    assertThat(Observation.follow(state, seen, true, Given.NOW)).isEqualTo(List.of());
  }

  @Test
  void whatIsKnownIsNotOpen() {
    InstanceState stopped = Given.idle(VmState.STOPPED);

    assertThat(Observation.isOpen(stopped, GuestState.STARTING)).isFalse();
    assertThat(Observation.isNews(stopped, GuestState.ABSENT)).isFalse();
    assertThat(stopped.powerState()).isEqualTo(PowerState.SHUTDOWN);
  }

  @Test
  void aNewOperationTakesTheOpenQuestionOver() {
    InstanceState deleting =
        unsettled(VmState.BUILDING, OperationKind.BOOT).after(Given.began(OperationKind.DELETE));

    assertThat(deleting.unsettled()).isNull();
    Operation operation = Objects.requireNonNull(deleting.operation());
    assertThat(operation.creating()).as("the guest may be there").isTrue();
  }
}
