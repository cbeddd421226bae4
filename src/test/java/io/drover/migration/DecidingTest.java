package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.CallResult;
import io.drover.host.HostCall;
import io.drover.host.Sighting;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.MigrateCall;
import io.drover.model.MigrationStatus;
import io.drover.model.Reason;
import io.drover.testing.ProbedHost;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a guest is when its job is over. */
class DecidingTest extends MigrationTest {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CONFIRM = Duration.ofMillis(200);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

  /** Both hosts are about to be asked. */
  private void deciding() {
    deciding(MigrationEvents.running());
  }

  private void deciding(MigrationRecord from) {
    start(from);
    isReadmitted();
    pass(POLL);
    hv1.hasNoJob();
  }

  private void bothSee(GuestState source, GuestState destination) {
    hv1.sees(source);
    hv2.sees(destination);
  }

  // Two looks.

  @Test
  void aGuestThatArrivedIsBelievedAfterASecondLook() {
    deciding();
    bothSee(GuestState.ABSENT, GuestState.RUNNING);
    parentIsLeftAlone();
    pass(CONFIRM);
    bothSee(GuestState.ABSENT, GuestState.RUNNING);

    decided(Outcome.AT_DESTINATION, null);
  }

  @Test
  void looksThatDisagreeStartTheCountAgain() {
    deciding();
    bothSee(GuestState.RUNNING, GuestState.ABSENT);
    pass(CONFIRM);
    bothSee(GuestState.ABSENT, GuestState.RUNNING);
    pass(CONFIRM);
    bothSee(GuestState.RUNNING, GuestState.ABSENT);
    pass(CONFIRM);
    parentIsLeftAlone();
    bothSee(GuestState.RUNNING, GuestState.ABSENT);

    decided(Outcome.AT_SOURCE, Reason.TRANSFER);
  }

  @Test
  void aJobThatGoesOnAfterAllIsFollowedAgain() {
    deciding();
    hv1.seesJob(GuestState.RUNNING);
    hv2.sees(GuestState.INCOMING);
    pass(POLL);

    hv1.hasJob(POLL);
  }

  // Reasons.

  @ParameterizedTest
  @CsvSource({
    "false, false, TRANSFER",
    "true, false, ABORTED",
    "false, true, DESTINATION_LOST",
    "true, true, ABORTED"
  })
  void whyItStayedIsTheWishToStopOrElseWhatHappened(
      boolean stopped, boolean destinationLost, Reason reason) {
    MigrationRecord from = MigrationEvents.running();
    deciding(stopped ? from.after(MigrationEvents.stop(Reason.ABORTED)) : from);
    for (int look = 0; look < 2; look++) {
      hv1.sees(GuestState.RUNNING);
      if (destinationLost) {
        hv2.seesNothing();
      } else {
        hv2.sees(GuestState.ABSENT);
      }
      pass(CONFIRM);
    }

    decided(Outcome.AT_SOURCE, reason);
  }

  @Test
  void aGuestThatIsOnNeitherHostIsGone() {
    deciding();
    bothSee(GuestState.CRASHED, GuestState.ABSENT);
    pass(CONFIRM);
    bothSee(GuestState.CRASHED, GuestState.ABSENT);

    decided(Outcome.GONE, Reason.GUEST_GONE);
  }

  @Test
  void aGuestThatWentWithItsSourceIsGoneForThatReason() {
    deciding();
    hv1.isOff();
    hv2.sees(GuestState.ABSENT);
    pass(CONFIRM);
    hv1.isOff();
    hv2.sees(GuestState.ABSENT);

    decided(Outcome.GONE, Reason.SOURCE_LOST);
  }

  @Test
  void aGuestWithoutAFencedSourceIsGoneForThatReasonAndItsHostEndsItShouldItBeThere() {
    deciding();
    hv1.isFenced();
    hv2.sees(GuestState.ABSENT);
    pass(CONFIRM);
    hv1.isFenced();
    hv2.sees(GuestState.ABSENT);

    decided(Outcome.GONE, Reason.SOURCE_LOST);
    assertThat(record.fenced()).as("it is the instance's own host").isNull();
  }

  @Test
  void aPausedGuestGoesOnOnceTheDestinationIsFencedWhoseCopyIsToBeEnded() {
    deciding();
    hv1.sees(GuestState.PAUSED);
    hv2.isFenced();
    pass(CONFIRM);
    hv1.sees(GuestState.PAUSED);
    hv2.isFenced();
    hv1.does(HostCall.Resume.class);
    pass(LOOK);
    hv1.sees(GuestState.RUNNING);
    hv2.isFenced();
    pass(CONFIRM);
    hv1.sees(GuestState.RUNNING);
    hv2.isFenced();

    decided(Outcome.AT_SOURCE, Reason.DESTINATION_LOST);
    assertThat(record.fenced()).isEqualTo("hv2");
  }

  @Test
  void aGuestThatMayHaveMovedToAFencedHostIsGoneAndToBeEndedThere() {
    deciding();
    hv1.sees(GuestState.ABSENT);
    hv2.isFenced();
    pass(CONFIRM);
    hv1.sees(GuestState.ABSENT);
    hv2.isFenced();

    decided(Outcome.GONE, Reason.GUEST_GONE);
    assertThat(record.fenced()).isEqualTo("hv2");
  }

  @Test
  void whyTheCallFailedIsLogged() {
    start(MigrationEvents.preparing(Step.CLAIM));
    isReadmitted();
    hv1.sees(GuestState.RUNNING);
    hv1.tellsItsFacts();
    hv2.compares(CallResult.DONE, "");
    hv2.isClaimed();
    records(MigrationEvent.StepBegan.class);
    hv2.does(HostCall.ConnectVolumes.class);
    records(MigrationEvent.StepBegan.class);
    hv2.does(HostCall.PlugVifs.class);
    records(MigrationEvent.TransferBegan.class);
    hv1.fails(
        HostCall.Migrate.class, CallResult.unknown(CallResult.Failure.ERROR, "the link broke"));
    bothSee(GuestState.RUNNING, GuestState.ABSENT);
    LoggingTestKit.warn("instance i-1: its migration to hv2 failed: the link broke")
        .withOccurrences(1)
        .expect(
            testKit.system(),
            () -> {
              pass(CONFIRM);
              bothSee(GuestState.RUNNING, GuestState.ABSENT);
              decided(Outcome.AT_SOURCE, Reason.TRANSFER);
              return null;
            });
  }

  // A copy that stands still.

  @Test
  void aPausedGuestThatIsTheOnlyOneIsLetGoOnAfterASecondLook() {
    deciding();
    bothSee(GuestState.PAUSED, GuestState.ABSENT);
    hostsAreLeftAlone();
    pass(CONFIRM);
    bothSee(GuestState.PAUSED, GuestState.ABSENT);
    hv1.does(HostCall.Resume.class);
    pass(LOOK);
    bothSee(GuestState.RUNNING, GuestState.ABSENT);
    pass(CONFIRM);
    bothSee(GuestState.RUNNING, GuestState.ABSENT);

    decided(Outcome.AT_SOURCE, Reason.TRANSFER);
  }

  @Test
  void aPausedGuestIsNotTouchedAsLongAsTheDestinationCannotBeAsked() {
    deciding();
    for (int look = 0; look < 50; look++) {
      hv1.sees(GuestState.PAUSED);
      hv2.seesNothing();
      pass(LOOK);
    }
    assertThat(hv1.isAsked()).isNotNull();
    assertThat(asks(MigrationEvent.BecameUnresolved.class).why())
        .isEqualTo("hv2 cannot be asked: no answer");
  }

  // Nobody can tell.

  @Test
  void whatIsStillBeingRecordedIsNotSaidAgain() {
    deciding();
    LoggingTestKit.error("where its migration from hv1 to hv2 left it cannot be told")
        .withOccurrences(1)
        .expect(
            testKit.system(),
            () -> {
              for (int look = 0; look < 40; look++) {
                hv1.seesNothing();
                hv2.sees(GuestState.INCOMING);
                pass(LOOK);
              }
              return null;
            });
    asks(MigrationEvent.BecameUnresolved.class);
    parentIsLeftAlone();
  }

  @Test
  void whatCannotBeToldFor30sIsSaidAloudOnceAndEndsWithEvidence() {
    deciding();
    for (int look = 0; look < 30; look++) {
      parentIsLeftAlone();
      hv1.seesNothing();
      hv2.sees(GuestState.INCOMING);
      pass(LOOK);
    }
    LoggingTestKit.error("where its migration from hv1 to hv2 left it cannot be told")
        .withOccurrences(1)
        .expect(
            testKit.system(),
            () -> {
              hv1.seesNothing();
              hv2.sees(GuestState.INCOMING);
              MigrationEvent.BecameUnresolved unresolved =
                  records(MigrationEvent.BecameUnresolved.class);
              assertThat(unresolved.why()).isEqualTo("hv1 cannot be asked: no answer");
              assertThat(unresolved.since()).isEqualTo(MigrationEvents.NOW.plus(POLL));
              pass(LOOK);
              hv1.seesNothing();
              hv2.sees(GuestState.INCOMING);
              parentIsLeftAlone();
              return null;
            });
    pass(LOOK);
    bothSee(GuestState.RUNNING, GuestState.ABSENT);
    pass(CONFIRM);
    bothSee(GuestState.RUNNING, GuestState.ABSENT);

    decided(Outcome.AT_SOURCE, Reason.TRANSFER);
    assertThat(record.unresolved()).isNull();
  }

  @Test
  void anotherReasonIsSaidToo() {
    deciding(MigrationEvents.running().after(MigrationEvents.unresolved("hv1 cannot be asked")));
    for (int look = 0; look < 31; look++) {
      bothSee(GuestState.ABSENT, GuestState.INCOMING);
      pass(LOOK);
    }

    assertThat(asks(MigrationEvent.BecameUnresolved.class).why())
        .isEqualTo("it is absent on hv1 and incoming on hv2");
  }

  @Test
  void aGuestThatStandsStillAtTheDestinationAndIsTheOnlyOneIsLetGoOnThere() {
    deciding(MigrationEvents.running().after(MigrationEvents.FORCE_REQUESTED));
    bothSee(GuestState.ABSENT, GuestState.PAUSED);
    pass(CONFIRM);
    bothSee(GuestState.ABSENT, GuestState.PAUSED);
    hv2.does(HostCall.Resume.class);
    pass(LOOK);
    bothSee(GuestState.ABSENT, GuestState.RUNNING);
    pass(CONFIRM);
    bothSee(GuestState.ABSENT, GuestState.RUNNING);

    decided(Outcome.AT_DESTINATION, null);
  }

  @Test
  void aGuestThatRunsOnBothHostsIsSaidAtOnceAndNothingIsTouched() {
    deciding();
    bothSee(GuestState.RUNNING, GuestState.RUNNING);
    assertThat(records(MigrationEvent.BecameUnresolved.class).why())
        .isEqualTo("it runs on hv1 and on hv2");
    for (int look = 0; look < 100; look++) {
      pass(LOOK);
      bothSee(GuestState.RUNNING, GuestState.RUNNING);
      hostsAreLeftAlone();
    }
    parentIsLeftAlone();
    assertThat(record.status()).isEqualTo(MigrationStatus.RUNNING);
  }

  // A post-copy that broke.

  private void bothHalvesAreThere() {
    bothSee(GuestState.POST_COPY_BROKEN, GuestState.POST_COPY_BROKEN);
  }

  /** Said, seen a second time, and the hosts are told to go on. */
  private ProbedHost.Pending<HostCall.Migrate> resuming() {
    deciding(MigrationEvents.running().after(MigrationEvents.POST_COPY_BEGAN));
    bothHalvesAreThere();
    records(MigrationEvent.BecameUnresolved.class);
    pass(LOOK);
    bothHalvesAreThere();
    hv2.tellsItsFacts();
    return hv1.isTold(HostCall.Migrate.class);
  }

  @Test
  void aBrokenPostCopyIsSaidAtOnceAndResumedWhenBothHalvesWereSeenTwice() {
    MigrateCall order = resuming().call().order();

    assertThat(order.resume()).isTrue();
    assertThat(order.peerAddress()).isEqualTo("hv2");
    pass(POLL);
    hv1.hasJob(POLL);
    pass(POLL);
    hv1.hasNoJob();
    bothSee(GuestState.ABSENT, GuestState.RUNNING);
    pass(CONFIRM);
    bothSee(GuestState.ABSENT, GuestState.RUNNING);
    decided(Outcome.AT_DESTINATION, null);
  }

  @Test
  void whatCannotBeResumedYetIsTriedAgainAfterTwoMoreLooksAndWhyIsSaidOnce() {
    var call = resuming();
    for (int attempt = 0; attempt < 3; attempt++) {
      call.replyTo().tell(CallResult.unknown(CallResult.Failure.ERROR, "no route to hv2"));
      bothHalvesAreThere();
      if (attempt == 0) {
        assertThat(records(MigrationEvent.BecameUnresolved.class).why())
            .endsWith("it could not be resumed: no route to hv2");
      }
      pass(LOOK);
      bothHalvesAreThere();
      hv2.tellsItsFacts();
      call = hv1.isTold(HostCall.Migrate.class);
      assertThat(call.call().order().resume()).isTrue();
    }
    parentIsLeftAlone();
  }

  @Test
  void whatCannotBeResumedHereAtAllIsNotTriedAgain() {
    resuming().replyTo().tell(CallResult.notDone(CallResult.Failure.NOT_SUPPORTED, "too old"));
    bothHalvesAreThere();
    assertThat(records(MigrationEvent.BecameUnresolved.class).why()).endsWith("too old");
    for (int look = 0; look < 5; look++) {
      pass(LOOK);
      bothHalvesAreThere();
    }
    hv2.isLeftAlone();
    hv1.isLeftAlone();
  }

  @Test
  void aPostCopyOfWhichNoAnswerToldIsRecordedOnceItIsSeenToHaveBroken() {
    deciding(MigrationEvents.forcedByPostCopy());
    bothHalvesAreThere();
    records(MigrationEvent.BecameUnresolved.class);
    pass(LOOK);
    bothHalvesAreThere();

    records(MigrationEvent.PostCopyBegan.class);
    assertThat(record.stoppable()).isFalse();
  }

  @Test
  void aResumptionThatDoesNotReturnIsNotMadeTwice() {
    var call = resuming();
    pass(POLL);
    hv1.isAskedForJob();
    pass(START_TIMEOUT);
    for (int look = 0; look < 20; look++) {
      bothHalvesAreThere();
      pass(LOOK);
    }
    call.replyTo().tell(CallResult.unknown(CallResult.Failure.ERROR, "it failed"));
    bothHalvesAreThere();
    hv2.tellsItsFacts();
    assertThat(hv1.isTold(HostCall.Migrate.class).call().order().resume()).isTrue();
  }

  @Test
  void onlyHalfOfABrokenPostCopyIsNotResumed() {
    deciding();
    for (int look = 0; look < 20; look++) {
      hv1.sees(GuestState.POST_COPY_BROKEN);
      hv2.seesNothing();
      if (look == 0) {
        records(MigrationEvent.BecameUnresolved.class);
      }
      pass(LOOK);
    }
    hv1.sees(GuestState.POST_COPY_BROKEN);
    hv2.seesNothing();
    parentIsLeftAlone();
  }

  @Test
  void aDestinationOfWhichNothingIsKnownIsLookedAtAgain() {
    deciding();
    bothHalvesAreThere();
    records(MigrationEvent.BecameUnresolved.class);
    pass(LOOK);
    bothHalvesAreThere();
    hv2.tellsNoFacts();
    pass(LOOK);
    bothHalvesAreThere();
    hv2.tellsItsFacts();

    assertThat(hv1.isTold(HostCall.Migrate.class).call().order().resume()).isTrue();
  }

  // A call that has not returned.

  /** The migrate call was made, and the job cannot be asked about. */
  private ProbedHost.Pending<HostCall.Migrate> decidingBeforeTheCallEnded() {
    start(MigrationEvents.preparing(Step.CLAIM, Step.VOLUMES, Step.VIFS));
    isReadmitted();
    hv1.sees(GuestState.RUNNING);
    hv1.tellsItsFacts();
    hv2.compares(CallResult.DONE, "");
    hv2.isClaimed();
    hv2.does(HostCall.ConnectVolumes.class);
    hv2.does(HostCall.PlugVifs.class);
    records(MigrationEvent.TransferBegan.class);
    var call = hv1.isTold(HostCall.Migrate.class);
    for (int poll = 0; poll < 3; poll++) {
      pass(POLL);
      hv1.doesNotAnswerForJob();
    }
    return call;
  }

  @Test
  void aGuestAtTheSourceIsNotThereToStayBeforeTheCallHasReturned() {
    var call = decidingBeforeTheCallEnded();
    for (int look = 0; look < 20; look++) {
      bothSee(GuestState.RUNNING, GuestState.ABSENT);
      pass(CONFIRM);
    }
    parentIsLeftAlone();
    call.replyTo().tell(CallResult.unknown(CallResult.Failure.ERROR, "it failed"));
    bothSee(GuestState.RUNNING, GuestState.ABSENT);

    decided(Outcome.AT_SOURCE, Reason.TRANSFER);
    assertThat(record.callOpen()).as("it has returned").isFalse();
  }

  @Test
  void aCallThatNeverReturnsIsNotWaitedForLongerThanAJobMayTakeToBegin() {
    decidingBeforeTheCallEnded();
    for (int look = 0; look < 150; look++) {
      bothSee(GuestState.RUNNING, GuestState.ABSENT);
      pass(CONFIRM);
    }
    parentIsLeftAlone();
    bothSee(GuestState.RUNNING, GuestState.ABSENT);

    decided(Outcome.AT_SOURCE, Reason.TRANSFER);
    assertThat(record.callOpen()).as("it may move the guest yet").isTrue();
  }

  @Test
  void aLookThatFailedForAMomentIsNoLossOfTheSource() {
    deciding();
    hv1.isAsked().replyTo().tell(Sighting.hostLost("hv1", "no route"));
    hv2.sees(GuestState.RUNNING);
    pass(CONFIRM);
    hv1.sees(GuestState.ABSENT);
    hv2.sees(GuestState.RUNNING);

    decided(Outcome.AT_DESTINATION, null);
  }
}
