package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.host.HostCall;
import io.drover.hypervisor.GuestState;
import io.drover.model.Notice;
import io.drover.model.Reason;
import io.drover.testing.ProbedHost;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferringTest extends MigrationTest {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final CallResult FAILED =
      CallResult.unknown(CallResult.Failure.ERROR, "migration failed: aborted");

  private ActorRef<CallResult> migrateCall = testKit.system().ignoreRef();

  /** The migrate call was just made. */
  private void transferring() {
    start(MigrationEvents.preparing(Step.CLAIM, Step.VOLUMES, Step.VIFS));
    isReadmitted();
    hv1.sees(GuestState.RUNNING);
    hv1.tellsItsFacts();
    hv2.compares(CallResult.DONE, "");
    hv2.isClaimed();
    hv2.does(HostCall.ConnectVolumes.class);
    hv2.does(HostCall.PlugVifs.class);
    records(MigrationEvent.TransferBegan.class);
    migrateCall = hv1.isTold(HostCall.Migrate.class).replyTo();
  }

  /** A transfer that was begun before a crash. */
  private void attached() {
    start(MigrationEvents.running());
    isReadmitted();
  }

  /** Both hosts are asked where the guest is. */
  private void isDecided() {
    hv1.isAsked();
    hv2.isAsked();
  }

  // Progress.

  @Test
  void theJobIsAskedForEach500msOneQuestionAtATime() {
    transferring();
    pass(POLL.minusMillis(1));
    hostsAreLeftAlone();
    pass(Duration.ofMillis(1));
    hv1.isAskedForJob();
    pass(POLL.multipliedBy(10));

    hostsAreLeftAlone();
  }

  @Test
  void itsProgressIsTold() {
    transferring();
    pass(POLL);
    hv1.hasJob(Duration.ofSeconds(7));

    Notice.MigrationProgress progress = notices.expectMessageClass(Notice.MigrationProgress.class);
    assertThat(progress.memoryTotal()).isEqualTo(4096);
    assertThat(progress.memoryRemaining()).isEqualTo(1024);
    assertThat(progress.maxDowntime()).isEqualTo(Duration.ofMillis(50));
    assertThat(progress.at()).isEqualTo(MigrationEvents.NOW.plus(POLL));
  }

  @ParameterizedTest
  @CsvSource({"301, 95", "601, 140", "3001, 500", "4000, 500"})
  void theAllowedDowntimeIsRaisedAsTheTransferGoesOn(long seconds, long millis) {
    transferring();
    pass(POLL);
    hv1.hasJob(Duration.ofMinutes(5));
    pass(POLL);
    hv1.hasJob(Duration.ofSeconds(seconds));

    assertThat(hv1.does(HostCall.SetMaxDowntime.class).downtime())
        .isEqualTo(Duration.ofMillis(millis));
    pass(POLL);
    hv1.hasJob(Duration.ofSeconds(seconds).plusMillis(500));
    hostsAreLeftAlone();
  }

  // Its end.

  @Test
  void theEndOfTheCallIsNoEvidence() {
    transferring();
    migrateCall.tell(CallResult.DONE);
    isDecided();
  }

  @Test
  void aFailedCallIsNoEvidenceEither() {
    transferring();
    migrateCall.tell(FAILED);
    isDecided();
  }

  @Test
  void aJobThatIsOverIsDecidedThoughTheCallHasNotReturned() {
    transferring();
    pass(POLL);
    hv1.hasJob(Duration.ofSeconds(1));
    pass(POLL);
    hv1.hasNoJob();

    isDecided();
  }

  @Test
  void aJobThatHasNotBegunYetIsWaitedFor() {
    transferring();
    for (int poll = 0; poll < 10; poll++) {
      pass(POLL);
      hv1.hasNoJobYet();
    }
    hostsAreLeftAlone();
  }

  @Test
  void aHostThatDoesNotAnswerThreeTimesMakesBothHostsToBeAsked() {
    transferring();
    pass(POLL);
    hv1.doesNotAnswerForJob();
    pass(POLL);
    hv1.doesNotAnswerForJob();
    pass(POLL);
    hostsAreLeftAloneButFor();
    hv1.doesNotAnswerForJob();

    isDecided();
  }

  private void hostsAreLeftAloneButFor() {
    settle();
    hv2.isLeftAlone();
  }

  @Test
  void anAnswerInBetweenStartsTheCountAgain() {
    transferring();
    for (int round = 0; round < 4; round++) {
      pass(POLL);
      hv1.doesNotAnswerForJob();
      pass(POLL);
      hv1.doesNotAnswerForJob();
      pass(POLL);
      hv1.hasJob(Duration.ofSeconds(round));
    }
    hostsAreLeftAlone();
  }

  // Taken up again.

  @Test
  void aTransferThatIsTakenUpAgainMakesNoCallAndFollowsTheJob() {
    attached();
    hostsAreLeftAlone();
    pass(POLL);
    hv1.hasJob(Duration.ofSeconds(100));
    pass(POLL);
    hv1.hasNoJob();

    isDecided();
  }

  @Test
  void aTransferThatWasOverBeforeItWasTakenUpIsDecided() {
    attached();
    pass(POLL);
    hv1.hasNoJob();

    isDecided();
  }

  /** A transfer that was begun before a crash and has this long left. */
  private void attachedWith(Duration left) {
    start(
        MigrationEvents.preparing(Step.CLAIM, Step.VOLUMES, Step.VIFS)
            .after(
                new MigrationEvent.TransferBegan(
                    MigrationEvents.ID,
                    ProbedHost.FIRST,
                    MigrationEvents.NOW,
                    MigrationEvents.NOW.plus(left),
                    false)));
    isReadmitted();
  }

  @Test
  void aTransferWhoseDeadlinePassedMeanwhileIsAbortedAtOnce() {
    attachedWith(Duration.ofSeconds(-100));
    pass(Duration.ZERO);
    assertThat(records(MigrationEvent.StopRequested.class).reason()).isEqualTo(Reason.TIMEOUT);

    hv1.does(HostCall.AbortJob.class);
  }

  @Test
  void aCallOfBeforeThatHasNotReturnedMayBeginItsJobYet() {
    attached();
    pass(POLL);
    hv1.hasNoJobYet();
    hostsAreLeftAlone();
    pass(POLL);
    hv1.hasJob(Duration.ofMillis(100));
    pass(POLL);
    hv1.hasNoJob();

    isDecided();
  }

  // Stops.

  @Test
  void aWishToStopAbortsTheJobAndAgainUntilThereIsNone() {
    transferring();
    pass(POLL);
    hv1.hasJob(Duration.ofSeconds(1));
    stop(Reason.ABORTED);
    hv1.fails(HostCall.AbortJob.class, ProbedHost.TIMED_OUT);
    pass(POLL);
    hv1.hasJob(Duration.ofSeconds(2));
    hv1.does(HostCall.AbortJob.class);
    pass(POLL);
    hv1.hasNoJob();

    isDecided();
  }

  @Test
  void aWishToStopThatWasThereBeforeACrashAbortsTheJobThatGoesOn() {
    start(MigrationEvents.running().after(MigrationEvents.stop(Reason.ABORTED)));
    isReadmitted();
    pass(POLL);
    hv1.hasJob(Duration.ofSeconds(1));

    hv1.does(HostCall.AbortJob.class);
  }

  @Test
  void aTransferIsAbortedAtItsDeadline() {
    attachedWith(Duration.ofSeconds(10));
    LoggingTestKit.warn("its migration to hv2 is aborted: it was not over at its deadline")
        .withOccurrences(1)
        .expect(
            testKit.system(),
            () -> {
              for (int poll = 1; poll < 20; poll++) {
                pass(POLL);
                hv1.hasJob(POLL.multipliedBy(poll));
              }
              parentIsLeftAlone();
              pass(POLL);
              assertThat(records(MigrationEvent.StopRequested.class).reason())
                  .isEqualTo(Reason.TIMEOUT);
              return null;
            });

    hv1.isAskedForJob();
    hv1.does(HostCall.AbortJob.class);
  }

  @Test
  void aTransferThatDoesNotBeginWithin30sIsAborted() {
    transferring();
    LoggingTestKit.warn("its migration to hv2 is aborted: it did not begin in time")
        .expect(
            testKit.system(),
            () -> {
              for (int poll = 1; poll < 60; poll++) {
                pass(POLL);
                hv1.hasNoJobYet();
              }
              hostsAreLeftAlone();
              pass(POLL);
              assertThat(records(MigrationEvent.StopRequested.class).reason())
                  .isEqualTo(Reason.TIMEOUT);
              return null;
            });
  }

  @Test
  void aTransferThatBeganIsNotAbortedAfter30s() {
    transferring();
    for (int poll = 1; poll <= 70; poll++) {
      pass(POLL);
      hv1.hasJob(POLL.multipliedBy(poll));
    }
    parentIsLeftAlone();
  }

  /** A call that has not returned may still begin the job: nothing is decided before it has. */
  @Test
  void aJobThatBeginsAfterTheWishToStopIsAborted() {
    transferring();
    pass(POLL);
    hv1.hasNoJobYet();
    stop(Reason.ABORTED);
    hv1.fails(
        HostCall.AbortJob.class, CallResult.notDone(CallResult.Failure.INVALID_STATE, "no job"));
    pass(POLL);
    hv1.hasNoJobYet();
    hostsAreLeftAlone();
    pass(POLL);
    hv1.hasJob(Duration.ofMillis(100));
    hv1.does(HostCall.AbortJob.class);
    migrateCall.tell(FAILED);

    isDecided();
  }

  @Test
  void aCallThatWasStoppedBeforeItsJobBeganIsDecidedWhenItReturns() {
    transferring();
    stop(Reason.ABORTED);
    hv1.fails(
        HostCall.AbortJob.class, CallResult.notDone(CallResult.Failure.INVALID_STATE, "no job"));
    pass(POLL);
    hv1.hasNoJobYet();
    migrateCall.tell(FAILED);

    isDecided();
  }

  @Test
  void aCallThatHangsAndNeverBeginsItsJobIsDecidedInTheEnd() {
    transferring();
    stop(Reason.ABORTED);
    hv1.fails(
        HostCall.AbortJob.class, CallResult.notDone(CallResult.Failure.INVALID_STATE, "no job"));
    HostActor.Command next = new HostActor.Describe(testKit.system().ignoreRef());
    for (int poll = 0; poll < 1000 && !(next instanceof HostActor.Look); poll++) {
      pass(POLL);
      next = hv1.next();
      if (next instanceof HostActor.AskJob ask) {
        ask.replyTo().tell(new HostActor.JobAnswer(Optional.empty(), true, CallResult.DONE));
      }
    }
    assertThat(next).isInstanceOf(HostActor.Look.class);
    hv2.isAsked();
  }
}
