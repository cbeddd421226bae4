package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.host.HostCall;
import io.drover.hypervisor.GuestState;
import io.drover.model.InstanceView;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import io.drover.testing.ProbedHost;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

/** Nova's wait for a reboot: a poll of the power state each 500 ms, until the guest runs. */
class RebootTest extends InstanceTest {
  private static final Duration POLL = Duration.ofMillis(500);

  /** A hard reboot whose guest was created, at time 0. */
  private ActorRef<InstanceActor.Command> rebooting() {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.HARD_REBOOT);
    hv1.sees(GuestState.RUNNING);
    hv1.does(HostCall.Destroy.class);
    hv1.sees(GuestState.ABSENT);
    hostStartsGuest();
    settle(instance);
    hv1.isLeftAlone();
    return instance;
  }

  @Test
  void thePowerStateIsAskedForEach500ms() {
    ActorRef<InstanceActor.Command> instance = rebooting();
    for (int poll = 0; poll < 5; poll++) {
      pass(instance, POLL.minusMillis(1));
      hv1.isLeftAlone();
      pass(instance, Duration.ofMillis(1));
      hv1.sees(GuestState.STARTING, ProbedHost.SECOND);
    }
  }

  @Test
  void aSlowAnswerDoesNotMoveTheFollowingPolls() {
    ActorRef<InstanceActor.Command> instance = rebooting();
    pass(instance, POLL);
    HostActor.Look asked = hv1.isAsked();
    pass(instance, POLL.minusMillis(1));
    hv1.answers(asked, GuestState.STARTING, ProbedHost.SECOND);
    settle(instance);
    hv1.isLeftAlone();

    pass(instance, Duration.ofMillis(1));
    hv1.isAsked();
  }

  @Test
  void noFurtherQuestionIsAskedWhileOneIsUnderWayAndLateTicksAreDropped() {
    ActorRef<InstanceActor.Command> instance = rebooting();
    pass(instance, POLL);
    HostActor.Look asked = hv1.isAsked();
    pass(instance, POLL.multipliedBy(10));
    hv1.isLeftAlone();

    hv1.answers(asked, GuestState.STARTING, ProbedHost.SECOND);
    settle(instance);
    hv1.isLeftAlone();
    pass(instance, POLL);
    hv1.sees(GuestState.STARTING, ProbedHost.SECOND);
    hv1.isLeftAlone();
  }

  @Test
  void theEndIsToldOnceInTheLogAndEndsThePolls() {
    ActorRef<InstanceActor.Command> instance = rebooting();
    pass(instance, POLL);
    hv1.sees(GuestState.STARTING, ProbedHost.SECOND);
    pass(instance, POLL);

    InstanceView ended =
        LoggingTestKit.info("instance i-1: rebooted successfully on hv1")
            .withOccurrences(1)
            .expect(
                testKit.system(),
                () -> {
                  hv1.sees(GuestState.RUNNING, ProbedHost.SECOND);
                  InstanceView view = whenIdle(instance);
                  pass(instance, POLL.multipliedBy(20));
                  return view;
                });

    assertThat(ended.vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(ended.powerState()).isEqualTo(PowerState.RUNNING);
    assertThat(ended.fault()).isNull();
    hv1.isLeftAlone();
  }

  @Test
  void aHostThatCannotBeAskedForAWhileIsAskedAgain() {
    ActorRef<InstanceActor.Command> instance = rebooting();
    for (int poll = 0; poll < 10; poll++) {
      pass(instance, POLL);
      hv1.seesNothing();
      settle(instance);
    }
    pass(instance, POLL);
    hv1.sees(GuestState.RUNNING, ProbedHost.SECOND);

    assertThat(whenIdle(instance).vmState()).isEqualTo(VmState.ACTIVE);
  }

  @Test
  void aGuestThatDoesNotComeUpWithin60sIsAnError() {
    ActorRef<InstanceActor.Command> instance = rebooting();
    InstanceView ended =
        LoggingTestKit.warn("the guest did not come up in time")
            .expect(
                testKit.system(),
                () -> {
                  for (int poll = 0; poll < 120; poll++) {
                    assertThat(view(instance).taskState()).isEqualTo(TaskState.REBOOT_STARTED_HARD);
                    pass(instance, POLL);
                    hv1.sees(GuestState.STARTING, ProbedHost.SECOND);
                  }
                  return whenIdle(instance);
                });

    assertThat(ended.vmState()).isEqualTo(VmState.ERROR);
    assertThat(ended.fault()).isEqualTo(Reason.TIMEOUT);
    assertThat(ended.powerState()).isEqualTo(PowerState.NOSTATE);
  }

  @Test
  void aGuestIsJudgedByWhatIsSeenAfterItsTimeIsUp() {
    ActorRef<InstanceActor.Command> instance = rebooting();
    for (int poll = 0; poll < 118; poll++) {
      pass(instance, POLL);
      hv1.sees(GuestState.STARTING, ProbedHost.SECOND);
    }
    pass(instance, POLL);
    HostActor.Look asked = hv1.isAsked();
    pass(instance, POLL);
    assertThat(view(instance).taskState()).isEqualTo(TaskState.REBOOT_STARTED_HARD);
    hv1.answers(asked, GuestState.RUNNING, ProbedHost.SECOND);

    InstanceView ended = whenIdle(instance);
    assertThat(ended.vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(ended.fault()).isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void aGuestThatVanishesIsAnErrorAndWhatItHeldIsReleased() {
    ActorRef<InstanceActor.Command> instance = rebooting();
    pass(instance, POLL);
    hv1.sees(GuestState.ABSENT);
    hv1.does(HostCall.UnplugVifs.class);
    hv1.does(HostCall.DisconnectVolumes.class);

    InstanceView ended = whenIdle(instance);
    assertThat(ended.vmState()).isEqualTo(VmState.ERROR);
    assertThat(ended.fault()).isEqualTo(Reason.GUEST_GONE);
  }

  // What is recorded, and when.

  @Test
  void theIncarnationThatItEndsIsRecordedBeforeItIsEnded() {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.HARD_REBOOT);
    hv1.sees(GuestState.RUNNING);
    hv1.isTold(HostCall.Destroy.class);

    assertThat(recorded())
        .endsWith(
            new InstanceEvent.IncarnationSeen(ProbedHost.FIRST),
            new InstanceEvent.TaskChanged(TaskState.REBOOT_STARTED_HARD));
    assertThat(view(instance).taskState()).isEqualTo(TaskState.REBOOT_STARTED_HARD);
  }

  @Test
  void aRebootThatIsTakenUpAfterACrashDoesNotEndTheGuestThatItStarted() {
    ActorRef<InstanceActor.Command> instance =
        start(
            Given.created(),
            Given.ended(VmState.ACTIVE, PowerState.RUNNING),
            Given.began(OperationKind.HARD_REBOOT),
            new InstanceEvent.IncarnationSeen(ProbedHost.FIRST),
            new InstanceEvent.TaskChanged(TaskState.REBOOT_STARTED_HARD));
    hv1.isReclaimed();
    hv1.sees(GuestState.RUNNING, ProbedHost.SECOND);

    assertThat(whenIdle(instance).vmState()).isEqualTo(VmState.ACTIVE);
    hv1.isLeftAlone();
  }

  @Test
  void aRebootThatIsTakenUpAfterACrashEndsTheGuestThatItWasToEnd() {
    start(
        Given.created(),
        Given.ended(VmState.ACTIVE, PowerState.RUNNING),
        Given.began(OperationKind.HARD_REBOOT),
        new InstanceEvent.IncarnationSeen(ProbedHost.FIRST),
        new InstanceEvent.TaskChanged(TaskState.REBOOT_STARTED_HARD));
    hv1.isReclaimed();
    hv1.sees(GuestState.RUNNING);

    hv1.isTold(HostCall.Destroy.class);
  }

  // Soft reboots.

  @Test
  void aSoftRebootPressesThePowerButtonAndStartsTheGuestAgain() {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.SOFT_REBOOT);
    hv1.sees(GuestState.RUNNING);
    hv1.does(HostCall.Shutdown.class);
    hv1.sees(GuestState.RUNNING);
    pass(instance, POLL);
    hv1.sees(GuestState.ABSENT);
    hostStartsGuest();
    pass(instance, POLL);

    LoggingTestKit.info("rebooted successfully")
        .expect(
            testKit.system(),
            () -> {
              hv1.sees(GuestState.RUNNING, ProbedHost.SECOND);
              assertThat(whenIdle(instance).vmState()).isEqualTo(VmState.ACTIVE);
              return null;
            });
    assertThat(recorded()).doesNotHaveAnyElementsOfTypes(InstanceEvent.RebootEscalated.class);
  }

  @Test
  void aGuestThatDoesNotShutDownIsAskedAgainEach10sAndEndedAfter120sWithOneWarning() {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.SOFT_REBOOT);
    hv1.sees(GuestState.RUNNING);
    hv1.does(HostCall.Shutdown.class);
    hv1.sees(GuestState.RUNNING);

    LoggingTestKit.warn("instance i-1: its soft reboot goes on as a hard one")
        .withOccurrences(1)
        .expect(
            testKit.system(),
            () -> {
              for (int poll = 1; poll < 240; poll++) {
                pass(instance, POLL);
                hv1.sees(GuestState.RUNNING);
                if (poll % 20 == 0) {
                  hv1.does(HostCall.Shutdown.class);
                  hv1.sees(GuestState.RUNNING);
                }
                settle(instance);
              }
              hv1.isLeftAlone();
              pass(instance, POLL);
              HostActor.Command next = hv1.next();
              if (next instanceof HostActor.Look look) {
                hv1.answers(look, GuestState.RUNNING, ProbedHost.FIRST);
                next = hv1.next();
              }
              assertThat(next).isInstanceOf(HostActor.Perform.class);
              assertThat(((HostActor.Perform) next).call()).isInstanceOf(HostCall.Destroy.class);
              return null;
            });
    assertThat(view(instance).taskState()).isEqualTo(TaskState.REBOOT_STARTED_HARD);
  }

  @Test
  void aPowerButtonThatDoesNotWorkMakesItAHardRebootAtOnceWithOneWarning() {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.SOFT_REBOOT);
    hv1.sees(GuestState.RUNNING);

    LoggingTestKit.warn("its soft reboot goes on as a hard one: no ACPI")
        .withOccurrences(1)
        .expect(
            testKit.system(),
            () -> {
              hv1.fails(
                  HostCall.Shutdown.class,
                  CallResult.notDone(CallResult.Failure.NOT_SUPPORTED, "no ACPI"));
              hv1.isTold(HostCall.Destroy.class);
              return null;
            });
  }

  @Test
  void aHardRebootReplacesASoftOne() {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.SOFT_REBOOT);
    hv1.sees(GuestState.RUNNING);
    hv1.does(HostCall.Shutdown.class);
    hv1.sees(GuestState.RUNNING);

    begin(instance, OperationKind.HARD_REBOOT);
    hv1.sees(GuestState.RUNNING);
    hv1.does(HostCall.Destroy.class);
    hv1.sees(GuestState.ABSENT);
    hostStartsGuest();
    pass(instance, POLL);
    hv1.sees(GuestState.RUNNING, ProbedHost.SECOND);

    assertThat(whenIdle(instance).vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(recorded().stream().filter(InstanceEvent.OperationEnded.class::isInstance))
        .as("the end of the boot and one end of both reboots")
        .hasSize(2);
  }

  @Test
  void aHardRebootThatReplacesASoftOneWaitsForItsCallAndIgnoresWhatItCameTo() {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.SOFT_REBOOT);
    hv1.sees(GuestState.RUNNING);
    ProbedHost.Pending<HostCall.Shutdown> pressed = hv1.isTold(HostCall.Shutdown.class);

    begin(instance, OperationKind.HARD_REBOOT);
    settle(instance);
    hv1.isLeftAlone();
    pressed.replyTo().tell(CallResult.notDone(CallResult.Failure.NOT_SUPPORTED, "no ACPI"));

    hv1.sees(GuestState.RUNNING);
    hv1.does(HostCall.Destroy.class);
    assertThat(recorded()).doesNotHaveAnyElementsOfTypes(InstanceEvent.RebootEscalated.class);
  }

  @Test
  void aSoftRebootIsAConflictDuringASoftReboot() {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.SOFT_REBOOT);
    List<InstanceEvent> before = recorded();

    request(instance, OperationKind.SOFT_REBOOT);

    assertThat(refused().sentence())
        .isEqualTo(
            "instance web-1 cannot take a soft reboot now: it is rebooting; wait until it is idle");
    assertThat(recorded()).isEqualTo(before);
  }
}
