package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.HostCall;
import io.drover.hypervisor.GuestState;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import io.drover.storage.IfMissing;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Only a guest that is an instance's first may be given an empty disk. */
class MissingDiskTest extends InstanceTest {

  private IfMissing connected() {
    hv1.isClaimed();
    return hv1.does(HostCall.ConnectVolumes.class).ifMissing();
  }

  @ParameterizedTest
  @CsvSource({"STOPPED, START", "STOPPED, HARD_REBOOT", "ERROR, HARD_REBOOT"})
  void aGuestThatIsStartedAgainMustFindItsDisk(VmState vmState, OperationKind kind) {
    ActorRef<InstanceActor.Command> instance = start(Given.history(vmState));
    hv1.isReclaimed();
    begin(instance, kind);
    hv1.sees(GuestState.ABSENT);

    assertThat(connected()).isEqualTo(IfMissing.FAIL);
  }

  @Test
  void aGuestThatIsRebootedMustFindItsDisk() {
    begin(active(), OperationKind.HARD_REBOOT);
    hv1.sees(GuestState.RUNNING);
    hv1.does(HostCall.Destroy.class);
    hv1.sees(GuestState.ABSENT);

    assertThat(connected()).isEqualTo(IfMissing.FAIL);
  }

  @ParameterizedTest
  @EnumSource(names = {"BLOCK_DEVICE_MAPPING", "NETWORKING"})
  void aBootThatIsTakenUpBeforeItsGuestWasStartedMayMakeTheDisk(TaskState reached) {
    start(Given.created(), new InstanceEvent.TaskChanged(reached));
    hv1.isReclaimed();
    hv1.sees(GuestState.ABSENT);

    assertThat(connected()).isEqualTo(IfMissing.MAKE);
  }

  @Test
  void aBootThatIsTakenUpWhenItsGuestMayHaveRunMayNot() {
    start(Given.created(), new InstanceEvent.TaskChanged(TaskState.SPAWNING));
    hv1.isReclaimed();
    hv1.sees(GuestState.ABSENT);

    assertThat(connected()).isEqualTo(IfMissing.FAIL);
  }
}
