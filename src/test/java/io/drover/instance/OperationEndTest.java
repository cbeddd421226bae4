package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.VmState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OperationEndTest {

  private static InstanceEvent.OperationEnded end(
      VmState before, OperationKind kind, @Nullable Reason failing, @Nullable GuestState seen) {
    InstanceState state = Given.idle(before);
    if (before == VmState.BUILDING) {
      state = Given.after(Given.created());
    }
    if (kind != OperationKind.BOOT) {
      state = state.after(Given.began(kind));
    }
    Operation operation = Operation.of(kind, Given.NOW);
    return OperationEnd.of(
        state,
        failing == null ? operation : operation.fail(failing),
        seen == null ? null : new GuestEvidence(Given.ID, seen, "", false, null, Given.NOW),
        List.of(),
        Given.NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "BUILDING, BOOT, RUNNING, ACTIVE, RUNNING, true",
    "STOPPED, START, RUNNING, ACTIVE, RUNNING, true",
    "ACTIVE, SOFT_REBOOT, RUNNING, ACTIVE, RUNNING, true",
    "ERROR, HARD_REBOOT, RUNNING, ACTIVE, RUNNING, true",
    "ACTIVE, STOP, ABSENT, STOPPED, SHUTDOWN, true",
    "ACTIVE, PAUSE, PAUSED, PAUSED, PAUSED, true",
    "PAUSED, UNPAUSE, RUNNING, ACTIVE, RUNNING, true",
    "ACTIVE, SUSPEND, SUSPENDED, SUSPENDED, SUSPENDED, true",
    "SUSPENDED, RESUME, RUNNING, ACTIVE, RUNNING, true",
    "ACTIVE, DELETE, ABSENT, DELETED, SHUTDOWN, false"
  })
  void anOperationThatSucceededLeavesWhatItIsFor(
      VmState before,
      OperationKind kind,
      GuestState seen,
      VmState vmState,
      PowerState power,
      boolean claimed) {
    assertThat(end(before, kind, null, seen))
        .isEqualTo(
            new InstanceEvent.OperationEnded(
                vmState, power, null, claimed, false, List.of(), Given.NOW));
  }

  static Stream<Arguments> everyFailure() {
    List<Arguments> all = new ArrayList<>();
    for (OperationKind kind : OperationKind.values()) {
      for (VmState before : VmState.values()) {
        boolean possible =
            kind == OperationKind.BOOT
                ? before == VmState.BUILDING
                : kind.rejection("web-1", before, io.drover.model.TaskState.NONE) == null;
        if (possible) {
          all.add(Arguments.of(kind, before));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everyFailure")
  void aGuestThatRunsIsActiveWhateverFailedAroundIt(OperationKind kind, VmState before) {
    for (Reason reason : Reason.values()) {
      InstanceEvent.OperationEnded ended = end(before, kind, reason, GuestState.RUNNING);

      assertThat(ended.vmState()).as("%s", reason).isEqualTo(VmState.ACTIVE);
      assertThat(ended.powerState()).isEqualTo(PowerState.RUNNING);
      assertThat(ended.fault()).isEqualTo(reason);
    }
  }

  @ParameterizedTest
  @MethodSource("everyFailure")
  void anInstanceWhoseHostCannotBeAskedStaysWhatItWasUntilItIsSettled(
      OperationKind kind, VmState before) {
    InstanceEvent.OperationEnded ended = unseen(before, kind, true);

    assertThat(ended.vmState()).isEqualTo(before);
    assertThat(ended.unsettled()).isTrue();
    assertThat(ended.fault()).isEqualTo(Reason.HOST_LOST);
    assertThat(ended.claimed()).as("the guest may be there").isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = OperationKind.class,
      names = {"BOOT", "DELETE"})
  void anInstanceWhoseGuestNobodyTriedToMakeIsKnownToHaveFailed(OperationKind kind) {
    InstanceEvent.OperationEnded ended = unseen(VmState.BUILDING, kind, false);

    assertThat(ended.vmState()).isEqualTo(VmState.ERROR);
    assertThat(ended.unsettled()).isFalse();
    assertThat(ended.claimed()).isTrue();
  }

  /** An operation that ends while its host cannot be asked. */
  private static InstanceEvent.OperationEnded unseen(
      VmState before, OperationKind kind, boolean creating) {
    InstanceState state =
        before == VmState.BUILDING ? Given.after(Given.created()) : Given.idle(before);
    if (kind != OperationKind.BOOT) {
      state = state.after(Given.began(kind));
    }
    Operation operation = Operation.of(kind, Given.NOW).fail(Reason.HOST_LOST).creating(creating);
    return OperationEnd.of(state, operation, null, List.of(), Given.NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "BUILDING, BOOT, ABSENT, ERROR",
    "BUILDING, BOOT, STARTING, ERROR",
    "STOPPED, START, ABSENT, STOPPED",
    "STOPPED, START, CRASHED, STOPPED",
    "ACTIVE, STOP, PAUSED, PAUSED",
    "ACTIVE, STOP, SHUTOFF, STOPPED",
    "ACTIVE, SOFT_REBOOT, ABSENT, ERROR",
    "STOPPED, HARD_REBOOT, STARTING, ERROR",
    "ACTIVE, DELETE, PAUSED, PAUSED",
    "ACTIVE, DELETE, HANDED_OVER, ACTIVE",
    "PAUSED, HARD_REBOOT, PAUSED, PAUSED",
    "SUSPENDED, HARD_REBOOT, SUSPENDED, SUSPENDED",
    "ACTIVE, PAUSE, ABSENT, STOPPED",
    "ACTIVE, PAUSE, STARTING, ACTIVE",
    "PAUSED, UNPAUSE, PAUSED, PAUSED",
    "PAUSED, UNPAUSE, CRASHED, STOPPED",
    "ACTIVE, SUSPEND, PAUSED, PAUSED",
    "SUSPENDED, RESUME, SUSPENDED, SUSPENDED",
    "SUSPENDED, RESUME, INCOMING, SUSPENDED",
    "BUILDING, DELETE, STARTING, ERROR",
    "ACTIVE, DELETE, ABSENT, STOPPED",
    "ERROR, DELETE, ABSENT, ERROR"
  })
  void anOperationThatFailedLeavesWhatTheHostSaid(
      VmState before, OperationKind kind, GuestState seen, VmState vmState) {
    InstanceEvent.OperationEnded ended = end(before, kind, Reason.TIMEOUT, seen);

    assertThat(ended.vmState()).isEqualTo(vmState);
    assertThat(ended.powerState()).isEqualTo(seen.powerState());
    assertThat(ended.fault()).isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void aBootThatFailedHoldsAClaimAsLongAsAnythingOfItsGuestIsThere() {
    assertThat(
            end(VmState.BUILDING, OperationKind.BOOT, Reason.VOLUME, GuestState.ABSENT).claimed())
        .isFalse();
    assertThat(
            end(VmState.BUILDING, OperationKind.BOOT, Reason.TIMEOUT, GuestState.STARTING)
                .claimed())
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = OperationKind.class,
      names = {"START", "HARD_REBOOT"})
  void aGuestForWhichThereWasNoRoomHoldsNoClaim(OperationKind kind) {
    assertThat(end(VmState.STOPPED, kind, Reason.NO_CAPACITY, GuestState.ABSENT).claimed())
        .isFalse();
    assertThat(end(VmState.STOPPED, kind, Reason.VIF_PLUG, GuestState.ABSENT).claimed()).isTrue();
  }

  @Test
  void aDeleteThatFailedKeepsTheClaim() {
    assertThat(
            end(VmState.ACTIVE, OperationKind.DELETE, Reason.TIMEOUT, GuestState.PAUSED).claimed())
        .isTrue();
  }
}
