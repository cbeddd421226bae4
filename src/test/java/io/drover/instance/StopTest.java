package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.host.HostCall;
import io.drover.host.Sighting;
import io.drover.hypervisor.GuestState;
import io.drover.model.InstanceView;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.VmState;
import io.drover.testing.ProbedHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

/** Nova's clean shutdown: the power button each 10 s, and after 60 s the switch. */
class StopTest extends InstanceTest {
  private static final Duration POLL = Duration.ofMillis(500);

  private final ActorRef<InstanceActor.Command> instance = active();

  private GuestState guest = GuestState.RUNNING;
  private boolean silent;

  private void stop() {
    begin(instance, OperationKind.STOP);
    hv1.sees(GuestState.RUNNING);
    hv1.does(HostCall.Shutdown.class);
    hv1.sees(GuestState.RUNNING);
    settle(instance);
    hv1.isLeftAlone();
  }

  /** Lets one poll come; what the host was asked to do then, to a guest that only a switch ends. */
  private List<HostCall> calls() {
    List<HostCall> calls = new ArrayList<>();
    pass(instance, POLL);
    for (var next = hv1.nextIfAny(); next.isPresent(); next = hv1.nextIfAny()) {
      if (next.get() instanceof HostActor.Look look && silent) {
        look.replyTo().tell(Sighting.none("hv1", "no answer"));
      } else if (next.get() instanceof HostActor.Look look) {
        hv1.answers(look, guest, ProbedHost.FIRST);
      } else if (next.get() instanceof HostActor.Perform perform) {
        calls.add(perform.call());
        guest = perform.call() instanceof HostCall.Destroy ? GuestState.ABSENT : guest;
        perform.replyTo().tell(CallResult.DONE);
      }
      settle(instance);
    }
    return calls;
  }

  @Test
  void aGuestThatShutsDownIsStoppedAndHoldsNothingButItsClaim() {
    stop();
    pass(instance, POLL);
    hv1.sees(GuestState.ABSENT);
    hv1.does(HostCall.UnplugVifs.class);
    hv1.does(HostCall.DisconnectVolumes.class);

    InstanceView stopped = whenIdle(instance);
    assertThat(stopped.vmState()).isEqualTo(VmState.STOPPED);
    assertThat(stopped.powerState()).isEqualTo(PowerState.SHUTDOWN);
    assertThat(recorded())
        .last()
        .isEqualTo(
            new InstanceEvent.OperationEnded(
                VmState.STOPPED,
                PowerState.SHUTDOWN,
                null,
                true,
                false,
                List.of(),
                Given.NOW.plus(POLL)));
    hv1.isLeftAlone();
  }

  @Test
  void thePowerButtonIsPressedEach10sAndTheGuestSwitchedOffAfter60s() {
    stop();
    LoggingTestKit.warn("it did not shut down within 60 s, so it is switched off")
        .withOccurrences(1)
        .expect(
            testKit.system(),
            () -> {
              List<String> seen = new ArrayList<>();
              for (int poll = 1; poll <= 120; poll++) {
                for (HostCall call : calls()) {
                  seen.add(
                      "%s at %d s".formatted(call.getClass().getSimpleName(), poll * 500 / 1000));
                }
              }
              assertThat(seen)
                  .filteredOn(call -> !call.equals("Shutdown at 60 s"))
                  .containsExactly(
                      "Shutdown at 10 s",
                      "Shutdown at 20 s",
                      "Shutdown at 30 s",
                      "Shutdown at 40 s",
                      "Shutdown at 50 s",
                      "Destroy at 60 s",
                      "UnplugVifs at 60 s",
                      "DisconnectVolumes at 60 s");
              return null;
            });
  }

  @Test
  void aPowerButtonThatDoesNotWorkIsPressedAgain() {
    begin(instance, OperationKind.STOP);
    hv1.sees(GuestState.RUNNING);
    hv1.fails(
        HostCall.Shutdown.class, CallResult.notDone(CallResult.Failure.NOT_SUPPORTED, "no ACPI"));
    hv1.sees(GuestState.RUNNING);

    List<HostCall> seen = new ArrayList<>();
    for (int poll = 1; poll <= 20; poll++) {
      seen.addAll(calls());
    }
    assertThat(seen).containsExactly(new HostCall.Shutdown(id));
  }

  @Test
  void aGuestThatIsGoneAlreadyIsStopped() {
    begin(instance, OperationKind.STOP);
    hv1.sees(GuestState.CRASHED);
    hv1.does(HostCall.Destroy.class);
    hv1.sees(GuestState.ABSENT);
    hv1.does(HostCall.UnplugVifs.class);
    hv1.does(HostCall.DisconnectVolumes.class);

    assertThat(whenIdle(instance).vmState()).isEqualTo(VmState.STOPPED);
  }

  @Test
  void aStopThatIsTakenUpAfterACrashPressesThePowerButtonAgain() {
    stop();
    testKit.stop(instance);
    ActorRef<InstanceActor.Command> again = start();
    hv1.isReclaimed();
    hv1.sees(GuestState.RUNNING);

    hv1.does(HostCall.Shutdown.class);
    assertThat(view(again).vmState()).isEqualTo(VmState.ACTIVE);
  }

  @Test
  void aStopOnAHostThatFallsSilentIsGivenUpWithWhatIsKnown() {
    stop();
    silent = true;
    for (int poll = 0; poll < 600; poll++) {
      assertThat(calls()).isEmpty();
    }

    InstanceView end = whenIdle(instance);
    assertThat(end.vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(end.fault()).isEqualTo(Reason.HOST_LOST);
  }
}
