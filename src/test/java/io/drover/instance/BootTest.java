package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.host.HostCall;
import io.drover.host.LedgerEntry;
import io.drover.hypervisor.GuestState;
import io.drover.model.InstanceView;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import io.drover.storage.IfMissing;
import io.drover.testing.ProbedHost;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BootTest extends InstanceTest {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final CallResult FULL =
      CallResult.notDone(CallResult.Failure.INVALID_STATE, "not enough memory");

  private final ActorRef<InstanceActor.Command> instance = start();

  private void boot() {
    instance.tell(new InstanceActor.Boot(id, Given.SPEC, "hv1", false, answers.ref()));
    hv1.agrees();
    accepted();
    hv1.sees(GuestState.ABSENT);
  }

  private void bootUntilCreated() {
    boot();
    hv1.isClaimed();
    hv1.does(HostCall.ConnectVolumes.class);
    hv1.does(HostCall.PlugVifs.class);
  }

  /** Nothing of it is left on its host, which is looked at once more. */
  private InstanceView undone() {
    hv1.does(HostCall.UnplugVifs.class);
    hv1.does(HostCall.DisconnectVolumes.class);
    hv1.isReleased();
    InstanceView end = whenIdle(instance);
    hv1.sees(GuestState.ABSENT);
    settle(instance);
    hv1.isLeftAlone();
    assertThat(end.vmState()).isEqualTo(VmState.ERROR);
    return end;
  }

  private TaskState task() {
    return view(instance).taskState();
  }

  @Test
  void eachStepIsRecordedBeforeItIsTaken() {
    boot();
    assertThat(hv1.isClaimed()).isEqualTo(new LedgerEntry(id, 1, Given.SPEC.flavor()));
    var connect = hv1.isTold(HostCall.ConnectVolumes.class);
    assertThat(task()).isEqualTo(TaskState.BLOCK_DEVICE_MAPPING);
    assertThat(connect.call().volumes()).hasSize(1);
    assertThat(connect.call().ifMissing()).isEqualTo(IfMissing.MAKE);
    connect.replyTo().tell(CallResult.DONE);
    var plug = hv1.isTold(HostCall.PlugVifs.class);
    assertThat(task()).isEqualTo(TaskState.NETWORKING);
    plug.replyTo().tell(CallResult.DONE);
    var create = hv1.isTold(HostCall.Create.class);
    assertThat(task()).isEqualTo(TaskState.SPAWNING);
    assertThat(create.call().template().spec()).isEqualTo(Given.SPEC);
    assertThat(create.call().template().vifs()).isEqualTo(plug.call().vifs());
    create.replyTo().tell(CallResult.DONE);
    hv1.sees(GuestState.STARTING);
    pass(instance, POLL);
    hv1.sees(GuestState.RUNNING);

    InstanceView end = whenIdle(instance);
    assertThat(end.vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(end.powerState()).isEqualTo(PowerState.RUNNING);
    assertThat(end.fault()).isNull();
    assertThat(recorded())
        .containsExactly(
            Given.created(),
            new InstanceEvent.TaskChanged(TaskState.BLOCK_DEVICE_MAPPING),
            new InstanceEvent.TaskChanged(TaskState.NETWORKING),
            new InstanceEvent.TaskChanged(TaskState.SPAWNING),
            new InstanceEvent.OperationEnded(
                VmState.ACTIVE,
                PowerState.RUNNING,
                null,
                true,
                false,
                List.of(),
                Given.NOW.plus(POLL)));
  }

  @Test
  void aHostThatFilledUpMeanwhileIsNoCapacity() {
    boot();
    hv1.isClaimed("hv1 is full");

    assertThat(undone().fault()).isEqualTo(Reason.NO_CAPACITY);
  }

  @Test
  void aVolumeThatCannotBeConnectedFailsIt() {
    boot();
    hv1.isClaimed();
    hv1.fails(HostCall.ConnectVolumes.class, ProbedHost.PROCESS_FAILED);

    assertThat(undone().fault()).isEqualTo(Reason.VOLUME);
  }

  @Test
  void aFailedPlugIsTriedAgainWithAWarning() {
    boot();
    hv1.isClaimed();
    hv1.does(HostCall.ConnectVolumes.class);
    LoggingTestKit.warn("instance i-1: plugging its VIFs on hv1 failed in attempt 1 of 30")
        .withOccurrences(1)
        .expect(
            testKit.system(),
            () -> {
              hv1.fails(HostCall.PlugVifs.class, ProbedHost.PROCESS_FAILED);
              hv1.eventually(() -> pass(instance, POLL), HostCall.PlugVifs.class);
              return null;
            });

    hv1.isTold(HostCall.Create.class);
  }

  @Test
  void aPlugThatCannotWorkFailsItAtOnce() {
    boot();
    hv1.isClaimed();
    hv1.does(HostCall.ConnectVolumes.class);
    hv1.fails(HostCall.PlugVifs.class, ProbedHost.TIMED_OUT);

    assertThat(undone().fault()).isEqualTo(Reason.VIF_PLUG);
  }

  @Test
  void aGuestThatCertainlyWasNotCreatedFailsItAtOnce() {
    bootUntilCreated();
    hv1.fails(HostCall.Create.class, FULL);

    assertThat(undone().fault()).isEqualTo(Reason.HYPERVISOR);
  }

  @Test
  void aHostThatIsLostIsTheReason() {
    bootUntilCreated();
    hv1.fails(
        HostCall.Create.class, CallResult.notDone(CallResult.Failure.UNREACHABLE, "no route"));

    assertThat(undone().fault()).isEqualTo(Reason.HOST_LOST);
  }

  @Test
  void whetherAGuestWasCreatedIsSettledByLooking() {
    bootUntilCreated();
    LoggingTestKit.warn("whether it was started on hv1 is not known: no answer in time")
        .expect(
            testKit.system(),
            () -> {
              hv1.fails(HostCall.Create.class, ProbedHost.TIMED_OUT);
              return null;
            });
    hv1.sees(GuestState.RUNNING);

    assertThat(whenIdle(instance).vmState()).isEqualTo(VmState.ACTIVE);
  }

  @Test
  void aGuestThatWasNotCreatedAfterAllFailsIt() {
    bootUntilCreated();
    hv1.fails(HostCall.Create.class, ProbedHost.TIMED_OUT);
    hv1.sees(GuestState.ABSENT);

    assertThat(undone().fault()).isEqualTo(Reason.HYPERVISOR);
  }

  @Test
  void aGuestThatExistsAlreadyIsTheOneThatWasAskedForBefore() {
    bootUntilCreated();
    hv1.fails(
        HostCall.Create.class, CallResult.notDone(CallResult.Failure.ALREADY_EXISTS, "it exists"));
    hv1.sees(GuestState.RUNNING);

    assertThat(whenIdle(instance).vmState()).isEqualTo(VmState.ACTIVE);
  }

  @ParameterizedTest
  @EnumSource(names = {"ABSENT", "CRASHED"})
  void aGuestThatVanishesWhileItBootsFailsIt(GuestState state) {
    bootUntilCreated();
    hv1.does(HostCall.Create.class);
    hv1.sees(GuestState.STARTING);
    pass(instance, POLL);
    hv1.sees(state);
    if (state != GuestState.ABSENT) {
      hv1.does(HostCall.Destroy.class);
      hv1.sees(GuestState.ABSENT);
    }

    assertThat(undone().fault()).isEqualTo(Reason.GUEST_GONE);
  }

  /** A guest that still starts after 59.5 s; the question of that moment is not answered. */
  private HostActor.Look startingFor59s() {
    bootUntilCreated();
    hv1.does(HostCall.Create.class);
    hv1.sees(GuestState.STARTING);
    for (int poll = 1; poll < 119; poll++) {
      pass(instance, POLL);
      hv1.sees(GuestState.STARTING);
    }
    pass(instance, POLL);
    return hv1.isAsked();
  }

  @Test
  void aGuestThatNeverComesUpIsEndedAndItsReasonRecorded() {
    HostActor.Look asked = startingFor59s();
    hv1.answers(asked, GuestState.STARTING, ProbedHost.FIRST);
    pass(instance, POLL.minusMillis(1));
    hv1.isLeftAlone();
    pass(instance, Duration.ofMillis(1));
    if (hv1.next() instanceof HostActor.Look last) {
      hv1.answers(last, GuestState.STARTING, ProbedHost.FIRST);
      hv1.isTold(HostCall.Destroy.class);
    }
    assertThat(view(instance).taskState()).isEqualTo(TaskState.SPAWNING);
    assertThat(recorded())
        .last()
        .isEqualTo(
            new InstanceEvent.OperationFailed(Reason.TIMEOUT, "the guest did not come up in time"));
  }

  @Test
  void whatWasMadeForAGuestThatNeverCameUpIsUndone() {
    HostActor.Look asked = startingFor59s();
    pass(instance, POLL);
    hv1.answers(asked, GuestState.STARTING, ProbedHost.FIRST);
    hv1.does(HostCall.Destroy.class);
    hv1.sees(GuestState.ABSENT);

    assertThat(undone().fault()).isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void anAnswerThatIsOlderThanTheLastCallIsNotBelieved() {
    HostActor.Look asked = startingFor59s();
    pass(instance, POLL);
    var destroy = hv1.isTold(HostCall.Destroy.class);
    hv1.answers(asked, GuestState.STARTING, ProbedHost.FIRST);
    settle(instance);
    hv1.isLeftAlone();

    destroy.replyTo().tell(CallResult.DONE);
    hv1.sees(GuestState.ABSENT);
    undone();
  }

  @Test
  void anAnswerThatComesAfterTheCallButIsOlderIsNotBelievedEither() {
    HostActor.Look asked = startingFor59s();
    pass(instance, POLL);
    hv1.does(HostCall.Destroy.class);
    settle(instance);
    hv1.answers(asked, GuestState.STARTING, ProbedHost.FIRST);

    hv1.sees(GuestState.ABSENT);
    undone();
  }

  @Test
  void aBootThatIsTakenUpAfterACrashMakesWhatIsMissingAndNoSecondGuest() {
    bootUntilCreated();
    hv1.does(HostCall.Create.class);
    testKit.stop(instance);
    hv1.nextIfAny();

    ActorRef<InstanceActor.Command> again = start();
    assertThat(hv1.isReclaimed()).isEqualTo(new LedgerEntry(id, 1, Given.SPEC.flavor()));
    hv1.sees(GuestState.STARTING);
    pass(again, POLL);
    hv1.sees(GuestState.RUNNING);

    assertThat(whenIdle(again).vmState()).isEqualTo(VmState.ACTIVE);
    hv1.isLeftAlone();
  }

  @Test
  void aBootThatWasFailingBeforeACrashIsUndoneAfterIt() {
    boot();
    hv1.isClaimed();
    hv1.fails(HostCall.ConnectVolumes.class, ProbedHost.PROCESS_FAILED);
    hv1.isTold(HostCall.UnplugVifs.class);
    testKit.stop(instance);

    ActorRef<InstanceActor.Command> again = start();
    hv1.isReclaimed();
    hv1.sees(GuestState.ABSENT);
    hv1.does(HostCall.UnplugVifs.class);
    hv1.does(HostCall.DisconnectVolumes.class);
    hv1.isReleased();

    assertThat(whenIdle(again).fault()).isEqualTo(Reason.VOLUME);
  }
}
