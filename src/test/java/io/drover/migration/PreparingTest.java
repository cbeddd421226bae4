package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.host.HostCall;
import io.drover.host.LedgerEntry;
import io.drover.host.Sighting;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.MigrateCall;
import io.drover.model.MigrationStatus;
import io.drover.model.Reason;
import io.drover.storage.IfMissing;
import io.drover.testing.ProbedHost;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PreparingTest extends MigrationTest {
  private static final CallResult UNREACHABLE =
      CallResult.notDone(CallResult.Failure.UNREACHABLE, "no route");
  private static final CallResult REFUSED =
      CallResult.notDone(CallResult.Failure.INVALID_STATE, "no");

  /** Where a preparation can be. */
  enum Stage {
    LOOKING,
    FACTS,
    COMPARING,
    CLAIMING,
    VOLUMES,
    VIFS,
    READY
  }

  /** Lets the preparation come so far that it waits for what this stage is about. */
  private void until(Stage stage) {
    start(MigrationEvents.preparing());
    isReadmitted();
    for (Stage next : Stage.values()) {
      settle();
      if (next == stage) {
        return;
      }
      succeeds(next);
    }
  }

  private void succeeds(Stage stage) {
    switch (stage) {
      case LOOKING -> hv1.sees(GuestState.RUNNING);
      case FACTS -> hv1.tellsItsFacts();
      case COMPARING -> {
        hv2.compares(CallResult.DONE, "");
        records(MigrationEvent.StepBegan.class);
      }
      case CLAIMING -> {
        hv2.isClaimed();
        records(MigrationEvent.StepBegan.class);
      }
      case VOLUMES -> {
        hv2.does(HostCall.ConnectVolumes.class);
        records(MigrationEvent.StepBegan.class);
      }
      case VIFS -> hv2.does(HostCall.PlugVifs.class);
      case READY -> throw new IllegalArgumentException("that is the end");
    }
  }

  /** What was begun is undone, in reverse, and no more. */
  private MigrationRecord isUndone() {
    List<Step> begun = record.begun();
    if (begun.contains(Step.VIFS)) {
      hv2.does(HostCall.UnplugVifs.class);
    }
    if (begun.contains(Step.VOLUMES)) {
      hv2.does(HostCall.DisconnectVolumes.class);
    }
    if (begun.contains(Step.CLAIM)) {
      assertThat(hv2.isReleased().generation()).isEqualTo(2);
    }
    endsWithNothingToUndo();
    hostsAreLeftAlone();
    return record;
  }

  // The straight way.

  @Test
  void eachStepIsRecordedBeforeItIsTaken() {
    until(Stage.COMPARING);
    hv2.compares(CallResult.DONE, "");
    for (Step step : Step.values()) {
      MigrationEvent.StepBegan began = asks(MigrationEvent.StepBegan.class);
      assertThat(began.step()).isEqualTo(step);
      pass(Duration.ofMinutes(10));
      hostsAreLeftAlone();
      acknowledge(began);
      switch (step) {
        case CLAIM ->
            assertThat(hv2.isClaimed())
                .isEqualTo(new LedgerEntry(MigrationEvents.INSTANCE, 2, spec().flavor()));
        case VOLUMES -> {
          HostCall.ConnectVolumes connect = hv2.does(HostCall.ConnectVolumes.class);
          assertThat(connect.volumes()).hasSize(1);
          assertThat(connect.ifMissing()).isEqualTo(IfMissing.FAIL);
        }
        case VIFS -> assertThat(hv2.does(HostCall.PlugVifs.class).vifs()).hasSize(1);
      }
    }
    asks(MigrationEvent.TransferBegan.class);
  }

  @Test
  void onlyABlockMigrationMayMakeADiskAtItsDestination() {
    start(
        MigrationEvents.after(
            MigrationEvents.BLOCK_MIGRATION,
            MigrationEvents.QUEUED,
            MigrationEvents.PREPARATION_BEGAN,
            MigrationEvents.began(Step.CLAIM)));
    isReadmitted();
    succeeds(Stage.LOOKING);
    succeeds(Stage.FACTS);
    hv2.compares(CallResult.DONE, "");
    hv2.isClaimed();
    records(MigrationEvent.StepBegan.class);

    assertThat(hv2.does(HostCall.ConnectVolumes.class).ifMissing()).isEqualTo(IfMissing.MAKE);
  }

  @Test
  void theTransferIsRecordedWithItsDeadlineBeforeTheGuestIsTouched() {
    until(Stage.READY);
    MigrationEvent.TransferBegan began = asks(MigrationEvent.TransferBegan.class);
    assertThat(began.incarnation()).isEqualTo(ProbedHost.FIRST);
    assertThat(began.deadline()).isEqualTo(began.at().plusSeconds(800 * 4));
    pass(Duration.ofMinutes(10));
    hostsAreLeftAlone();

    acknowledge(began);
    assertThat(hv1.isTold(HostCall.Migrate.class).call().order())
        .isEqualTo(
            new MigrateCall(
                MigrationEvents.INSTANCE,
                "hv2",
                "peer-hv2",
                false,
                false,
                0,
                Duration.ofMillis(50),
                false));
  }

  @Test
  void aPreparationThatIsTakenUpAfterACrashMakesEverythingAgainButRecordsItOnce() {
    start(MigrationEvents.preparing(Step.CLAIM, Step.VOLUMES));
    isReadmitted();
    succeeds(Stage.LOOKING);
    succeeds(Stage.FACTS);
    hv2.compares(CallResult.DONE, "");
    hv2.isClaimed();
    hv2.does(HostCall.ConnectVolumes.class);

    assertThat(records(MigrationEvent.StepBegan.class).step()).isEqualTo(Step.VIFS);
  }

  // Failures.

  private record Failure(Stage at, Reason reason, Consumer<PreparingTest> how) {}

  private static final Map<String, Failure> FAILURES =
      Map.ofEntries(
          Map.entry(
              "the source is lost",
              new Failure(
                  Stage.LOOKING,
                  Reason.SOURCE_LOST,
                  test -> test.hv1.isAsked().replyTo().tell(Sighting.hostLost("hv1", "no route")))),
          Map.entry(
              "the guest is paused",
              new Failure(Stage.LOOKING, Reason.PREPARE, test -> test.hv1.sees(GuestState.PAUSED))),
          Map.entry(
              "the source does not tell what it is",
              new Failure(Stage.FACTS, Reason.SOURCE_LOST, test -> test.hv1.tellsNoFacts())),
          Map.entry(
              "the destination is lost",
              new Failure(
                  Stage.COMPARING,
                  Reason.DESTINATION_LOST,
                  test -> test.hv2.compares(UNREACHABLE, ""))),
          Map.entry(
              "the question to the destination failed",
              new Failure(Stage.COMPARING, Reason.PREPARE, test -> test.hv2.compares(REFUSED, ""))),
          Map.entry(
              "the processors differ",
              new Failure(
                  Stage.COMPARING,
                  Reason.PREPARE,
                  test -> test.hv2.compares(CallResult.DONE, "the processors differ"))),
          Map.entry(
              "the destination filled up",
              new Failure(
                  Stage.CLAIMING, Reason.NO_CAPACITY, test -> test.hv2.isClaimed("hv2 is full"))),
          Map.entry(
              "the volumes cannot be connected",
              new Failure(
                  Stage.VOLUMES,
                  Reason.VOLUME,
                  test -> test.hv2.fails(HostCall.ConnectVolumes.class, REFUSED))),
          Map.entry(
              "the destination is lost meanwhile",
              new Failure(
                  Stage.VOLUMES,
                  Reason.DESTINATION_LOST,
                  test -> test.hv2.fails(HostCall.ConnectVolumes.class, UNREACHABLE))),
          Map.entry(
              "the VIFs cannot be plugged",
              new Failure(
                  Stage.VIFS,
                  Reason.VIF_PLUG,
                  test -> {
                    test.hv2.fails(HostCall.PlugVifs.class, REFUSED);
                    test.records(MigrationEvent.PlugFailed.class);
                  })),
          Map.entry(
              "the destination is lost at last",
              new Failure(
                  Stage.VIFS,
                  Reason.DESTINATION_LOST,
                  test -> {
                    test.hv2.fails(HostCall.PlugVifs.class, UNREACHABLE);
                    test.records(MigrationEvent.PlugFailed.class);
                  })));

  static List<String> failures() {
    return FAILURES.keySet().stream().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whateverFailsLeavesTheGuestAtTheSourceAndUndoesWhatWasBegun(String what) {
    Failure failure = Objects.requireNonNull(FAILURES.get(what));
    until(failure.at());
    LoggingTestKit.warn("instance i-1: it stays on hv1, its migration to hv2 could not be prepared")
        .withOccurrences(1)
        .expect(
            testKit.system(),
            () -> {
              failure.how().accept(this);
              decided(Outcome.AT_SOURCE, failure.reason());
              return null;
            });

    assertThat(isUndone().status()).isEqualTo(MigrationStatus.FAILED);
  }

  @Test
  void aQuestionAboutTheGuestThatFailedIsAskedThreeTimes() {
    until(Stage.LOOKING);
    hv1.seesNothing();
    pass(Duration.ofSeconds(1));
    hv1.seesNothing();
    pass(Duration.ofSeconds(1));
    hv1.seesNothing();

    decided(Outcome.AT_SOURCE, Reason.PREPARE);
    isUndone();
  }

  @Test
  void aGuestThatIsNotAtTheSourceAnyMoreIsLookedForOnBothHosts() {
    until(Stage.LOOKING);
    hv1.sees(GuestState.ABSENT);
    hv1.sees(GuestState.ABSENT);
    hv2.sees(GuestState.ABSENT);
    pass(Duration.ofMillis(200));
    hv1.sees(GuestState.ABSENT);
    hv2.sees(GuestState.ABSENT);

    decided(Outcome.GONE, Reason.GUEST_GONE);
  }

  // Plugging.

  @Test
  void aFailedPlugIsRecordedAndTriedAgain() {
    until(Stage.VIFS);
    hv2.fails(HostCall.PlugVifs.class, ProbedHost.PROCESS_FAILED);
    assertThat(records(MigrationEvent.PlugFailed.class).attempt()).isEqualTo(1);
    hv2.eventually(() -> pass(Duration.ofSeconds(1)), HostCall.PlugVifs.class);

    records(MigrationEvent.TransferBegan.class);
    assertThat(record.plugAttempts()).isEqualTo(2);
  }

  @Test
  void attemptsOfBeforeACrashCount() {
    start(
        MigrationEvents.preparing(Step.CLAIM, Step.VOLUMES, Step.VIFS)
            .after(MigrationEvents.plugFailed(29)));
    isReadmitted();
    succeeds(Stage.LOOKING);
    succeeds(Stage.FACTS);
    hv2.compares(CallResult.DONE, "");
    hv2.isClaimed();
    hv2.does(HostCall.ConnectVolumes.class);
    hv2.fails(HostCall.PlugVifs.class, ProbedHost.PROCESS_FAILED);
    assertThat(records(MigrationEvent.PlugFailed.class).attempt()).isEqualTo(30);

    decided(Outcome.AT_SOURCE, Reason.VIF_PLUG);
    assertThat(isUndone().plugAttempts()).isEqualTo(30);
  }

  // Stops.

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "READY")
  void aWishToStopIsHeededAtEachStage(Stage stage) {
    until(stage);
    stop(Reason.ABORTED);
    settle();
    parentIsLeftAlone();
    answersAfterTheWishToStop(stage);
    decided(Outcome.AT_SOURCE, Reason.ABORTED);

    assertThat(isUndone().status()).isEqualTo(MigrationStatus.CANCELLED);
  }

  private void answersAfterTheWishToStop(Stage stage) {
    switch (stage) {
      case LOOKING -> hv1.sees(GuestState.RUNNING);
      case FACTS -> hv1.tellsItsFacts();
      case COMPARING -> hv2.compares(CallResult.DONE, "");
      case CLAIMING -> hv2.isClaimed();
      case VOLUMES -> hv2.does(HostCall.ConnectVolumes.class);
      case VIFS -> hv2.does(HostCall.PlugVifs.class);
      case READY -> throw new IllegalArgumentException("that is the end");
    }
  }

  @Test
  void aStepWhoseRecordCameWithTheWishToStopIsNotTaken() {
    until(Stage.COMPARING);
    hv2.compares(CallResult.DONE, "");
    MigrationEvent began = asks(MigrationEvent.StepBegan.class);
    stop(Reason.ABORTED);
    acknowledge(began);
    decided(Outcome.AT_SOURCE, Reason.ABORTED);

    HostActor.Release release = hv2.isReleased();
    assertThat(release.generation()).isEqualTo(2);
    endsWithNothingToUndo();
  }

  @Test
  void thePauseBetweenTwoAttemptsToPlugIsNotWaitedFor() {
    until(Stage.VIFS);
    hv2.fails(HostCall.PlugVifs.class, ProbedHost.PROCESS_FAILED);
    records(MigrationEvent.PlugFailed.class);
    stop(Reason.ABORTED);
    decided(Outcome.AT_SOURCE, Reason.ABORTED);

    assertThat(isUndone().plugAttempts()).isEqualTo(1);
  }

  @Test
  void theGuestIsNeverTouchedWhenTheWishToStopWasRecordedBeforeTheTransfer() {
    until(Stage.READY);
    MigrationEvent began = asks(MigrationEvent.TransferBegan.class);
    stop(Reason.ABORTED);
    acknowledge(began);
    hv1.sees(GuestState.RUNNING);
    hv2.sees(GuestState.ABSENT);
    pass(Duration.ofMillis(200));
    hv1.sees(GuestState.RUNNING);
    hv2.sees(GuestState.ABSENT);
    decided(Outcome.AT_SOURCE, Reason.ABORTED);
    hv2.sees(GuestState.ABSENT);

    assertThat(isUndone().status()).isEqualTo(MigrationStatus.CANCELLED);
  }
}
