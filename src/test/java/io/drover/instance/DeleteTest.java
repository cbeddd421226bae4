package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.host.HostCall;
import io.drover.host.HostReport;
import io.drover.hypervisor.GuestState;
import io.drover.model.HostState;
import io.drover.model.InstanceView;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.Refusal;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import io.drover.testing.ProbedHost;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

class DeleteTest extends InstanceTest {
  private static final Duration POLL = Duration.ofMillis(500);

  private InstanceView deleted(ActorRef<InstanceActor.Command> instance) {
    hv1.sees(GuestState.RUNNING);
    hv1.does(HostCall.Destroy.class);
    return released(instance);
  }

  private InstanceView released(ActorRef<InstanceActor.Command> instance) {
    hv1.sees(GuestState.ABSENT);
    hv1.does(HostCall.UnplugVifs.class);
    hv1.does(HostCall.DisconnectVolumes.class);
    assertThat(hv1.isReleased().instance()).isEqualTo(id);
    InstanceView end = whenIdle(instance);
    hv1.isLeftAlone();
    assertThat(end.vmState()).isEqualTo(VmState.DELETED);
    assertThat(end.powerState()).isEqualTo(PowerState.SHUTDOWN);
    return end;
  }

  @Test
  void aGuestIsEndedAndAllThatItHeldReleased() {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.DELETE);

    assertThat(deleted(instance).fault()).isNull();
  }

  @Test
  void aClaimThatIsBeingReleasedIsNotWrittenAgain() {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.DELETE);
    hv1.sees(GuestState.ABSENT);
    hv1.does(HostCall.UnplugVifs.class);
    hv1.does(HostCall.DisconnectVolumes.class);
    settle(instance);
    HostActor.Release release = (HostActor.Release) hv1.nextIfAny().orElseThrow();

    instance.tell(
        new InstanceActor.HostTold(new HostReport.StateChanged("hv1", HostState.DOWN, List.of())));
    settle(instance);
    hv1.isLeftAlone();

    release.replyTo().tell(Done.getInstance());
    assertThat(whenIdle(instance).vmState()).isEqualTo(VmState.DELETED);
    hv1.isLeftAlone();
  }

  @Test
  void theRegistryIsToldThatTheNameIsFree() {
    ActorRef<InstanceActor.Command> instance = active();
    registry.expectMessage(new Instances.Settled(id, false));
    begin(instance, OperationKind.DELETE);
    deleted(instance);

    registry.expectMessage(new Instances.Settled(id, true));
  }

  @Test
  void aDeletedInstanceIsNotFoundAnyMoreAlsoAfterARestart() {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.DELETE);
    deleted(instance);
    testKit.stop(instance);

    ActorRef<InstanceActor.Command> again = start();
    request(again, OperationKind.START);
    assertThat(refused().reason()).isEqualTo(Refusal.NOT_FOUND);
    hv1.isLeftAlone();
  }

  @Test
  void aBootIsDeletedOnceItsCallHasReturned() {
    ActorRef<InstanceActor.Command> instance = start(Given.created());
    hv1.isReclaimed();
    hv1.sees(GuestState.ABSENT);
    hv1.isClaimed();
    hv1.does(HostCall.ConnectVolumes.class);
    hv1.does(HostCall.PlugVifs.class);
    var create = hv1.isTold(HostCall.Create.class);

    begin(instance, OperationKind.DELETE);
    settle(instance);
    hv1.isLeftAlone();
    create.replyTo().tell(CallResult.DONE);

    deleted(instance);
  }

  @Test
  void anAttemptToPlugIsWaitedForAndNoFurtherOneIsMade() {
    ActorRef<InstanceActor.Command> instance = start(Given.created());
    hv1.isReclaimed();
    hv1.sees(GuestState.ABSENT);
    hv1.isClaimed();
    hv1.does(HostCall.ConnectVolumes.class);
    var plug = hv1.isTold(HostCall.PlugVifs.class);

    begin(instance, OperationKind.DELETE);
    settle(instance);
    hv1.isLeftAlone();
    plug.replyTo().tell(ProbedHost.PROCESS_FAILED);

    released(instance);
  }

  @Test
  void thePauseBetweenTwoAttemptsToPlugIsNotWaitedFor() {
    ActorRef<InstanceActor.Command> instance = start(Given.created());
    hv1.isReclaimed();
    hv1.sees(GuestState.ABSENT);
    hv1.isClaimed();
    hv1.does(HostCall.ConnectVolumes.class);
    hv1.fails(HostCall.PlugVifs.class, ProbedHost.PROCESS_FAILED);

    begin(instance, OperationKind.DELETE);

    released(instance);
  }

  @Test
  void aRebootIsDeletedWhereverItIs() {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.HARD_REBOOT);
    hv1.sees(GuestState.RUNNING);
    var destroy = hv1.isTold(HostCall.Destroy.class);

    begin(instance, OperationKind.DELETE);
    destroy.replyTo().tell(CallResult.DONE);

    released(instance);
  }

  @Test
  void aDeleteIsAConflictDuringADelete() {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.DELETE);

    request(instance, OperationKind.DELETE);
    assertThat(refused().reason()).isEqualTo(Refusal.CONFLICT);
  }

  @Test
  void aGuestThatCannotBeEndedKeepsItsInstance() {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.DELETE);
    hv1.sees(GuestState.RUNNING);
    hv1.fails(HostCall.Destroy.class, ProbedHost.TIMED_OUT);
    for (int poll = 1; poll < 120; poll++) {
      pass(instance, POLL);
      hv1.sees(GuestState.RUNNING);
      hv1.fails(HostCall.Destroy.class, ProbedHost.TIMED_OUT);
    }
    pass(instance, POLL);
    hv1.sees(GuestState.RUNNING);

    InstanceView end = whenIdle(instance);
    assertThat(end.vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(end.fault()).isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void aDeleteThatIsTakenUpAfterACrashIsFinished() {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.DELETE);
    hv1.sees(GuestState.RUNNING);
    hv1.does(HostCall.Destroy.class);
    testKit.stop(instance);
    hv1.nextIfAny();

    ActorRef<InstanceActor.Command> again = start();
    assertThat(view(again).taskState()).isEqualTo(TaskState.DELETING);
    hv1.isReclaimed();
    released(again);
  }
}
