package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.HostActor;
import io.drover.host.HostCall;
import io.drover.host.HostReport;
import io.drover.host.Sighting;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.model.HostState;
import io.drover.model.InstanceView;
import io.drover.model.PowerState;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import io.drover.testing.ProbedHost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an idle instance makes of what its host tells by itself; Nova's power-state sync. */
class ObservationTest extends InstanceTest {
  private static final Duration CONFIRM = Duration.ofMillis(500);
  private static final Duration SWEEP = Duration.ofSeconds(30);

  private void hint(ActorRef<InstanceActor.Command> instance, String host) {
    instance.tell(new InstanceActor.HostTold(new HostReport.GuestHint(host, id)));
  }

  private void hostIs(ActorRef<InstanceActor.Command> instance, HostState state) {
    instance.tell(new InstanceActor.HostTold(new HostReport.StateChanged("hv1", state, List.of())));
  }

  private void seen(ActorRef<InstanceActor.Command> instance, GuestState state) {
    GuestEvidence guest = new GuestEvidence(id, state, "", false, null, Instant.EPOCH);
    instance.tell(new InstanceActor.HostTold(new HostReport.GuestSeen("hv1", guest)));
  }

  private InstanceView stopped(ActorRef<InstanceActor.Command> instance) {
    hv1.does(HostCall.UnplugVifs.class);
    hv1.does(HostCall.DisconnectVolumes.class);
    InstanceView end = whenIdle(instance);
    hv1.isLeftAlone();
    assertThat(end.vmState()).isEqualTo(VmState.STOPPED);
    return end;
  }

  @Test
  void aGuestThatIsGoneAtTwoLooksIsRecordedAsStoppedAndWhatItHeldReleased() {
    ActorRef<InstanceActor.Command> instance = active();
    hint(instance, "hv1");
    hv1.sees(GuestState.ABSENT);
    settle(instance);
    hv1.isLeftAlone();
    assertThat(view(instance).vmState()).isEqualTo(VmState.ACTIVE);

    LoggingTestKit.warn("it should be active, but on hv1 it is shutdown")
        .withOccurrences(1)
        .expect(
            testKit.system(),
            () -> {
              pass(instance, CONFIRM);
              hv1.sees(GuestState.ABSENT);
              hv1.sees(GuestState.ABSENT);
              assertThat(stopped(instance).powerState()).isEqualTo(PowerState.SHUTDOWN);
              return null;
            });
  }

  @Test
  void whatItsHostTellsOfAllGuestsIsNoReasonToLookUnlessItIsNews() {
    ActorRef<InstanceActor.Command> instance = active();
    seen(instance, GuestState.RUNNING);
    settle(instance);
    hv1.isLeftAlone();

    seen(instance, GuestState.CRASHED);
    hv1.sees(GuestState.CRASHED, ProbedHost.FIRST);
    pass(instance, CONFIRM);
    hv1.sees(GuestState.CRASHED, ProbedHost.FIRST);
    hv1.sees(GuestState.CRASHED, ProbedHost.FIRST);
    hv1.does(HostCall.Destroy.class);
    hv1.sees(GuestState.ABSENT);
    stopped(instance);
  }

  @Test
  void aGuestThatIsBackAtTheSecondLookIsLeftAlone() {
    ActorRef<InstanceActor.Command> instance = active();
    hint(instance, "hv1");
    hv1.sees(GuestState.ABSENT);
    pass(instance, CONFIRM);
    hv1.sees(GuestState.RUNNING, ProbedHost.SECOND);
    pass(instance, CONFIRM);

    assertThat(view(instance).vmState()).isEqualTo(VmState.ACTIVE);
    hv1.isLeftAlone();
  }

  @Test
  void severalHintsAtATimeAreOneLookAsFarAsBeliefGoes() {
    ActorRef<InstanceActor.Command> instance = active();
    hint(instance, "hv1");
    hint(instance, "hv1");
    hint(instance, "hv1");
    settle(instance);
    for (var look = hv1.nextIfAny(); look.isPresent(); look = hv1.nextIfAny()) {
      hv1.answers((HostActor.Look) look.get(), GuestState.ABSENT, null);
      settle(instance);
    }
    assertThat(view(instance).vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(view(instance).taskState()).isEqualTo(TaskState.NONE);

    pass(instance, CONFIRM);
    hv1.sees(GuestState.ABSENT);
    hv1.sees(GuestState.ABSENT);
    stopped(instance);
  }

  @Test
  void aLookThatFailedIsNoEvidenceAndIsRepeated() {
    ActorRef<InstanceActor.Command> instance = active();
    hint(instance, "hv1");
    hv1.seesNothing();
    pass(instance, CONFIRM);
    hv1.sees(GuestState.ABSENT);
    pass(instance, CONFIRM);
    hv1.seesNothing();
    pass(instance, CONFIRM);
    assertThat(view(instance).taskState()).isEqualTo(TaskState.NONE);

    hv1.sees(GuestState.ABSENT);
    hv1.sees(GuestState.ABSENT);
    stopped(instance);
  }

  @Test
  void aHostThatIsLostIsNotAskedUntilItIsBack() {
    ActorRef<InstanceActor.Command> instance = active();
    hint(instance, "hv1");
    HostActor.Look look = hv1.isAsked();
    look.replyTo().tell(Sighting.hostLost("hv1", "no route"));
    pass(instance, CONFIRM.multipliedBy(10));

    hv1.isLeftAlone();
    hostIs(instance, HostState.UP);
    hv1.isReclaimed();
    hv1.isAsked();
  }

  @Test
  void aGuestThatCrashedIsClearedAway() {
    ActorRef<InstanceActor.Command> instance = active();
    hint(instance, "hv1");
    hv1.sees(GuestState.CRASHED);
    pass(instance, CONFIRM);
    hv1.sees(GuestState.CRASHED);
    hv1.sees(GuestState.CRASHED);
    hv1.does(HostCall.Destroy.class);
    hv1.sees(GuestState.ABSENT);

    stopped(instance);
  }

  @Test
  void aGuestThatRunsThoughItWasStoppedIsStoppedAgain() {
    ActorRef<InstanceActor.Command> instance = start(Given.history(VmState.STOPPED));
    hv1.isReclaimed();
    hint(instance, "hv1");
    hv1.sees(GuestState.RUNNING);
    pass(instance, CONFIRM);
    hv1.sees(GuestState.RUNNING);
    hv1.sees(GuestState.RUNNING);
    hv1.does(HostCall.Shutdown.class);
    hv1.sees(GuestState.ABSENT);

    stopped(instance);
  }

  @Test
  void theGuestsOfAHostThatIsOffAreStopped() {
    ActorRef<InstanceActor.Command> instance = active();
    hostIs(instance, HostState.DOWN);
    hv1.isReclaimed();
    hv1.isOff();
    pass(instance, CONFIRM);
    hv1.isOff();
    hv1.isOff();

    stopped(instance);
  }

  @Test
  void theGuestsOfAHostThatIsFencedAreStoppedAtOnceAndWhatTheyHoldIsLeftOver() {
    ActorRef<InstanceActor.Command> instance = active();
    hostIs(instance, HostState.FENCED);
    hv1.isReclaimed();
    hv1.isFenced();
    pass(instance, CONFIRM);
    hv1.isFenced();
    hv1.isFenced();
    hv1.isFenced(HostCall.UnplugVifs.class);

    InstanceView end = whenIdle(instance);
    assertThat(end.vmState()).isEqualTo(VmState.STOPPED);
    assertThat(end.leftovers()).hasSize(2).allMatch(left -> left.contains("on hv1"));
    pass(instance, SWEEP);
    hv1.isFenced();
    settle(instance);
    hv1.isLeftAlone();
  }

  @Test
  void theGuestsOfAHostThatIsUnreachableStayWhatTheyWere() {
    ActorRef<InstanceActor.Command> instance = active();
    hostIs(instance, HostState.UNREACHABLE);
    hv1.isReclaimed();
    pass(instance, CONFIRM);

    hv1.isLeftAlone();
    assertThat(view(instance).vmState()).isEqualTo(VmState.ACTIVE);
  }

  @Test
  void aHostThatCameUpIsToldOfTheClaimAndAskedAboutTheGuest() {
    ActorRef<InstanceActor.Command> instance = active();
    hostIs(instance, HostState.UP);

    assertThat(hv1.isReclaimed().instance()).isEqualTo(id);
    hv1.sees(GuestState.RUNNING);
    settle(instance);
    hv1.isLeftAlone();
    assertThat(recorded()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = GuestState.class,
      names = {"STARTING", "HANDED_OVER"})
  void anotherPowerStateIsRecordedAndNoMore(GuestState state) {
    ActorRef<InstanceActor.Command> instance = active();
    hint(instance, "hv1");
    hv1.sees(state);
    settle(instance);

    assertThat(view(instance).powerState()).isEqualTo(state.powerState());
    assertThat(view(instance).vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(recorded()).last().isEqualTo(new InstanceEvent.PowerStateSeen(state.powerState()));
    hv1.isLeftAlone();
  }

  @ParameterizedTest
  @CsvSource({
    "ACTIVE, PAUSED, PAUSED",
    "ACTIVE, SUSPENDED, SUSPENDED",
    "PAUSED, RUNNING, ACTIVE",
    "PAUSED, SUSPENDED, SUSPENDED",
    "SUSPENDED, RUNNING, ACTIVE",
    "SUSPENDED, PAUSED, PAUSED"
  })
  void aGuestThatWasPausedOrSavedOrLetGoOnByOthersIsWhatItIsAtTheSecondLook(
      VmState recorded, GuestState guest, VmState found) {
    ActorRef<InstanceActor.Command> instance = start(Given.history(recorded));
    hv1.isReclaimed();
    hint(instance, "hv1");
    hv1.sees(guest);
    settle(instance);
    assertThat(view(instance).vmState()).isEqualTo(recorded);

    pass(instance, CONFIRM);
    hv1.sees(guest);
    settle(instance);

    assertThat(view(instance).vmState()).isEqualTo(found);
    assertThat(view(instance).powerState()).isEqualTo(guest.powerState());
    assertThat(view(instance).fault()).isNull();
    hv1.isLeftAlone();
  }

  @ParameterizedTest
  @EnumSource(names = {"PAUSED", "SUSPENDED"})
  void aGuestThatIsGoneThoughItWasToWaitIsStoppedAndNothingWorse(VmState recorded) {
    ActorRef<InstanceActor.Command> instance = start(Given.history(recorded));
    hv1.isReclaimed();
    hint(instance, "hv1");
    hv1.sees(GuestState.ABSENT);
    pass(instance, CONFIRM);
    hv1.sees(GuestState.ABSENT);
    hv1.sees(GuestState.ABSENT);

    stopped(instance);
  }

  @Test
  void whatAnotherHostTellsIsOfNoInterest() {
    ActorRef<InstanceActor.Command> instance = active();
    hint(instance, "hv2");
    settle(instance);

    hv1.isLeftAlone();
    hv2.isLeftAlone();
  }

  @Test
  void anInstanceThatIsBusyLooksByItself() {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.SOFT_REBOOT);
    hv1.sees(GuestState.RUNNING);
    hv1.isTold(HostCall.Shutdown.class);
    hint(instance, "hv1");
    settle(instance);

    hv1.isLeftAlone();
  }

  @Test
  void anAnswerThatComesWhenAnOperationHasBegunIsOfNoInterest() {
    ActorRef<InstanceActor.Command> instance = active();
    hint(instance, "hv1");
    hv1.sees(GuestState.ABSENT);
    pass(instance, CONFIRM);
    HostActor.Look second = hv1.isAsked();
    begin(instance, OperationKind.HARD_REBOOT);
    hv1.answers(second, GuestState.ABSENT, null);
    settle(instance);

    assertThat(recorded())
        .last()
        .isEqualTo(
            new InstanceEvent.OperationBegan(OperationKind.HARD_REBOOT, Given.NOW.plus(CONFIRM)));
  }

  @Test
  void aDeletedInstanceLooksAtNothingAsLongAsNobodySeesItsGuest() {
    ActorRef<InstanceActor.Command> instance = start(Given.history(VmState.DELETED));
    hint(instance, "hv2");
    hostIs(instance, HostState.UP);
    settle(instance);
    hv1.isLeftAlone();
    hv2.isLeftAlone();
  }

  @Test
  void aGuestOfADeletedInstanceThatIsSeenTwiceIsEnded() {
    ActorRef<InstanceActor.Command> instance = start(Given.history(VmState.DELETED));
    hint(instance, "hv1");
    hv1.sees(GuestState.RUNNING);
    pass(instance, CONFIRM);
    hv1.sees(GuestState.RUNNING);

    hv1.sees(GuestState.RUNNING);
    hv1.does(HostCall.Destroy.class);
    hv1.does(HostCall.UnplugVifs.class);
    hv1.does(HostCall.DisconnectVolumes.class);
    settle(instance);
    assertThat(view(instance).leftovers()).isEmpty();
    hv1.isLeftAlone();
  }
}
