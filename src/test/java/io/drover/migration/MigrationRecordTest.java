package io.drover.migration;

import static io.drover.migration.MigrationEvents.COPY_ON_HV1;
import static io.drover.migration.MigrationEvents.DELIVERED;
import static io.drover.migration.MigrationEvents.GIVEN_UP;
import static io.drover.migration.MigrationEvents.POST_COPY_BEGAN;
import static io.drover.migration.MigrationEvents.PREPARATION_BEGAN;
import static io.drover.migration.MigrationEvents.QUEUED;
import static io.drover.migration.MigrationEvents.TRANSFER_BEGAN;
import static io.drover.migration.MigrationEvents.VIFS_ON_HV2;
import static io.drover.migration.MigrationEvents.began;
import static io.drover.migration.MigrationEvents.completed;
import static io.drover.migration.MigrationEvents.ended;
import static io.drover.migration.MigrationEvents.failed;
import static io.drover.migration.MigrationEvents.gone;
import static io.drover.migration.MigrationEvents.plugFailed;
import static io.drover.migration.MigrationEvents.preparing;
import static io.drover.migration.MigrationEvents.queued;
import static io.drover.migration.MigrationEvents.running;
import static io.drover.migration.MigrationEvents.stop;
import static io.drover.migration.MigrationEvents.sweepBegan;
import static io.drover.migration.MigrationEvents.sweepEnded;
import static io.drover.migration.MigrationEvents.unresolved;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.HookKind;
import io.drover.model.HookState;
import io.drover.model.MigrationStatus;
import io.drover.model.Reason;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationRecordTest {
  private static final MigrationRecord ACCEPTED = MigrationEvents.after();

  /** A record of each status, undecided where that is possible. */
  private static MigrationRecord in(MigrationStatus status) {
    return switch (status) {
      case ACCEPTED -> ACCEPTED;
      case QUEUED -> queued();
      case PREPARING -> preparing();
      case RUNNING -> running();
      case RUNNING_POST_COPY -> MigrationEvents.forcedByPostCopy().after(POST_COPY_BEGAN);
      case COMPLETED -> running().after(completed()).after(ended());
      case FAILED -> running().after(failed(Reason.TRANSFER)).after(ended());
      case CANCELLED -> running().after(failed(Reason.ABORTED)).after(ended());
      case ERROR -> running().after(failed(Reason.TRANSFER)).after(ended(VIFS_ON_HV2));
    };
  }

  private static Set<Class<?>> typesAllowedBy(MigrationRecord record) {
    return MigrationEvents.all().stream()
        .filter(record::allows)
        .map(MigrationEvent::getClass)
        .collect(Collectors.toSet());
  }

  // Which events may follow.

  static Stream<Arguments> whatEachStatusTakes() {
    Class<?> stop = MigrationEvent.StopRequested.class;
    Class<?> unresolved = MigrationEvent.BecameUnresolved.class;
    Class<?> decided = MigrationEvent.Decided.class;
    return Stream.of(
        Arguments.of(MigrationStatus.ACCEPTED, Set.of(stop, MigrationEvent.Queued.class)),
        Arguments.of(MigrationStatus.QUEUED, Set.of(stop, MigrationEvent.PreparationBegan.class)),
        Arguments.of(
            MigrationStatus.PREPARING,
            Set.of(
                stop,
                unresolved,
                decided,
                MigrationEvent.StepBegan.class,
                MigrationEvent.PlugFailed.class,
                MigrationEvent.TransferBegan.class)),
        Arguments.of(
            MigrationStatus.RUNNING,
            Set.of(stop, unresolved, decided, MigrationEvent.ForceRequested.class)),
        Arguments.of(MigrationStatus.RUNNING_POST_COPY, Set.of(unresolved, decided, stop)));
  }

  @ParameterizedTest
  @MethodSource("whatEachStatusTakes")
  void aStatusTakesTheEventsOfItsPhaseAndNoOthers(MigrationStatus status, Set<Class<?>> types) {
    assertThat(typesAllowedBy(in(status))).isEqualTo(types);
  }

  @Test
  void aWordIsTakenOnlyWhileNobodyCanTellAndOnlyOnItsOwnTwoHosts() {
    MigrationRecord unresolved = running().after(MigrationEvents.unresolved("nobody can tell"));

    assertThat(running().allows(MigrationEvents.resolved("hv1"))).isFalse();
    assertThat(unresolved.allows(MigrationEvents.resolved("hv1"))).isTrue();
    assertThat(unresolved.allows(MigrationEvents.resolved("hv2"))).isTrue();
    assertThat(unresolved.allows(MigrationEvents.resolved("hv3"))).isFalse();
    assertThat(
            unresolved.allows(
                new MigrationEvent.Resolved(MigrationEvents.ID, "hv1", false, MigrationEvents.NOW)))
        .isFalse();
    MigrationRecord decided = unresolved.after(MigrationEvents.completed());
    assertThat(decided.allows(MigrationEvents.resolved("hv1"))).isFalse();
    assertThat(decided.view().unresolvedSince()).isNull();
  }

  @Test
  void aWordHoldsUntilItIsRefutedOrReplaced() {
    MigrationRecord told =
        running()
            .after(MigrationEvents.unresolved("nobody can tell"))
            .after(MigrationEvents.resolved("hv2"));

    assertThat(told.outcome()).isNull();
    assertThat(told.runsOn()).isEqualTo("hv2");
    assertThat(told.fenced()).isNull();
    assertThat(told.view().unresolved()).isEqualTo("nobody can tell");
    assertThat(told.view().unresolvedSince()).isEqualTo(MigrationEvents.NOW);
    assertThat(told.allows(MigrationEvents.resolved("hv2"))).isFalse();
    assertThat(told.after(MigrationEvents.unresolved("still")).runsOn()).isEqualTo("hv2");
    assertThat(told.after(MigrationEvents.resolved("hv1")).runsOn()).isEqualTo("hv1");
    assertThat(told.allows(MigrationEvents.refuted("hv1"))).isFalse();
    MigrationRecord refuted = told.after(MigrationEvents.refuted("hv2"));
    assertThat(refuted.runsOn()).isNull();
    assertThat(refuted.unresolved()).isEqualTo("it is absent there");
    assertThat(told.after(MigrationEvents.completed()).fenced()).isEqualTo("hv1");
  }

  @Test
  void onlyAForcedTransferThatAllowsItGoesOnByPostCopy() {
    MigrationRecord forced = MigrationEvents.forcedByPostCopy();

    assertThat(forced.forcible()).isTrue();
    assertThat(forced.mayHavePaused()).isFalse();
    assertThat(forced.allows(POST_COPY_BEGAN)).isTrue();
    assertThat(forced.allows(MigrationEvents.FORCE_REQUESTED)).isFalse();
    MigrationRecord pausing = running().after(MigrationEvents.FORCE_REQUESTED);
    assertThat(pausing.mayHavePaused()).isTrue();
    assertThat(pausing.allows(POST_COPY_BEGAN)).isFalse();
    assertThat(pausing.stoppable()).isTrue();
    MigrationRecord postCopy = forced.after(POST_COPY_BEGAN);
    assertThat(postCopy.status()).isEqualTo(MigrationStatus.RUNNING_POST_COPY);
    assertThat(postCopy.stoppable()).isFalse();
    assertThat(postCopy.allows(stop(Reason.ABORTED))).isFalse();
    assertThat(postCopy.allows(stop(Reason.DELETED))).isTrue();
    assertThat(postCopy.forcible()).isFalse();
    assertThat(running().after(stop(Reason.ABORTED)).forcible()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPLETED", "FAILED", "CANCELLED"})
  void aTerminalMigrationTakesNothingButTheEndOfItsHook(MigrationStatus status) {
    MigrationRecord terminal = in(status);

    assertThat(terminal.status()).isEqualTo(status);
    assertThat(typesAllowedBy(terminal))
        .containsExactlyInAnyOrder(
            MigrationEvent.HookDelivered.class, MigrationEvent.HookGivenUp.class);
    assertThat(typesAllowedBy(terminal.after(DELIVERED))).isEmpty();
    assertThat(typesAllowedBy(terminal.after(GIVEN_UP))).isEmpty();
  }

  @Test
  void oneThatLeftSomethingOverTakesTheSweepOfThatHostToo() {
    MigrationRecord error = in(MigrationStatus.ERROR).after(DELIVERED);

    assertThat(error.allows(sweepBegan("hv1"))).isFalse();
    assertThat(error.allows(sweepBegan("hv2"))).isTrue();
    assertThat(error.allows(sweepEnded("hv2"))).isFalse();
    assertThat(error.after(sweepBegan("hv2")).allows(sweepEnded("hv1"))).isFalse();
    assertThat(error.after(sweepBegan("hv2")).allows(sweepEnded("hv2"))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"ACCEPTED", "QUEUED", "PREPARING", "RUNNING"})
  void aDecidedMigrationTakesNothingButItsEnd(MigrationStatus status) {
    MigrationRecord decided = in(status).after(failed(Reason.ABORTED));

    Set<Class<?>> allowed = typesAllowedBy(decided);
    allowed.remove(MigrationEvent.Queued.class);
    assertThat(allowed).containsExactly(MigrationEvent.Ended.class);
    assertThat(decided.stoppable()).isFalse();
  }

  @Test
  void anEchoOfWhatIsKnownIsNotAllowed() {
    assertThat(preparing(Step.CLAIM).allows(began(Step.CLAIM))).isFalse();
    assertThat(preparing(Step.CLAIM).allows(began(Step.VOLUMES))).isTrue();
    assertThat(preparing().after(plugFailed(2)).allows(plugFailed(2))).isFalse();
    assertThat(preparing().after(plugFailed(2)).allows(plugFailed(3))).isTrue();
    assertThat(running().after(stop(Reason.TIMEOUT)).allows(stop(Reason.ABORTED))).isFalse();
    assertThat(running().after(unresolved("a")).allows(unresolved("a"))).isFalse();
    assertThat(running().after(unresolved("a")).allows(unresolved("b"))).isTrue();
  }

  // What follows from them.

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RUNNING_POST_COPY")
  void eachStatusIsReachedByItsEvents(MigrationStatus status) {
    assertThat(in(status).status()).isEqualTo(status);
    assertThat(in(status).view().status()).isEqualTo(status);
  }

  @ParameterizedTest
  @EnumSource
  void onlyAStopThatWasAskedForIsACancellation(Reason reason) {
    MigrationStatus status = running().after(failed(reason)).after(ended()).status();

    boolean asked = reason == Reason.ABORTED || reason == Reason.DELETED;
    assertThat(status).isEqualTo(asked ? MigrationStatus.CANCELLED : MigrationStatus.FAILED);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsLeftOverMakesItAnErrorWhateverItsOutcome(Outcome outcome) {
    MigrationRecord record =
        running()
            .after(
                new MigrationEvent.Decided(
                    MigrationEvents.ID, outcome, null, null, false, MigrationEvents.NOW))
            .after(ended(VIFS_ON_HV2, COPY_ON_HV1));

    assertThat(record.status()).isEqualTo(MigrationStatus.ERROR);
    assertThat(record.view().leftovers())
        .containsExactly(
            "could not unplug the VIFs on hv2: the command hung",
            "could not end the copy that does not run on hv1: no answer");
  }

  @Test
  void whatIsSweptIsNotLeftOverAnyMore() {
    MigrationRecord record =
        running().after(failed(Reason.TRANSFER)).after(ended(VIFS_ON_HV2, COPY_ON_HV1));

    MigrationRecord sweeping = record.after(DELIVERED).after(sweepBegan("hv2"));
    assertThat(sweeping.sweeping()).isEqualTo("hv2");
    MigrationRecord again = sweeping.after(sweepEnded("hv2", VIFS_ON_HV2));
    assertThat(again.sweeping()).isNull();
    assertThat(again.leftovers()).containsExactly(COPY_ON_HV1, VIFS_ON_HV2);
    assertThat(again.over()).isFalse();
    MigrationRecord clean =
        again
            .after(sweepBegan("hv2"))
            .after(sweepEnded("hv2"))
            .after(sweepBegan("hv1"))
            .after(sweepEnded("hv1"));
    assertThat(clean.over()).isTrue();
    assertThat(clean.status()).as("it is remembered").isEqualTo(MigrationStatus.ERROR);
  }

  @Test
  void aMigrationThatIsDecidedIsNoLongerUnresolved() {
    MigrationRecord unresolved = running().after(unresolved("hv2 cannot be asked"));

    assertThat(unresolved.view().unresolved()).isEqualTo("hv2 cannot be asked");
    assertThat(unresolved.after(completed()).view().unresolved()).isNull();
  }

  @Test
  void theDeadlineOfItsTransferIsKept() {
    MigrationEvent.TransferBegan began = (MigrationEvent.TransferBegan) TRANSFER_BEGAN;

    assertThat(preparing().transferDeadline()).isNull();
    assertThat(running().transferDeadline()).isEqualTo(began.deadline());
  }

  // Its hook.

  @Test
  void aGuestThatArrivedChoosesPostAndAnyOtherOutcomeRecover() {
    assertThat(running().view().hook()).isNull();
    assertThat(running().after(completed()).view().hook()).isEqualTo(HookKind.POST);
    assertThat(running().after(failed(Reason.TRANSFER)).view().hook()).isEqualTo(HookKind.RECOVER);
    assertThat(running().after(gone(Reason.GUEST_GONE)).view().hook()).isEqualTo(HookKind.RECOVER);
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void exactlyOneHookIsChosenAndEndsOnceInWhateverOrderEventsCome(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<MigrationEvent> events = MigrationEvents.all();
    MigrationRecord record = ACCEPTED;
    int hooksEnded = 0;
    for (int i = 0; i < 400; i++) {
      MigrationEvent event = events.get(random.nextInt(events.size()));
      if (!record.allows(event)) {
        continue;
      }
      MigrationRecord after = record.after(event);
      if (record.outcome() != null) {
        assertThat(after.outcome()).isEqualTo(record.outcome());
        assertThat(after.reason()).isEqualTo(record.reason());
      }
      if (record.status().terminal()) {
        assertThat(after.status()).isEqualTo(record.status());
      }
      if (record.hookState() == HookState.PENDING && after.hookState() != HookState.PENDING) {
        hooksEnded++;
      }
      boolean chosen = after.outcome() != null;
      assertThat(after.hookState() != HookState.NONE).isEqualTo(chosen);
      assertThat(after.view().hook() != null).isEqualTo(chosen);
      record = after;
    }
    assertThat(record.status().terminal()).isTrue();
    assertThat(hooksEnded).isEqualTo(1);
  }

  @Test
  void aMigrationIsOverWhenItsHookIs() {
    MigrationRecord terminal = in(MigrationStatus.COMPLETED);

    assertThat(running().after(completed()).over()).isFalse();
    assertThat(terminal.over()).isFalse();
    assertThat(terminal.after(DELIVERED).over()).isTrue();
    assertThat(terminal.after(GIVEN_UP).over()).isTrue();
    assertThat(terminal.after(GIVEN_UP).view().hookState()).isEqualTo(HookState.GIVEN_UP);
  }

  // Its attempts.

  @Test
  void theAttemptThatIsUnderWayCounts() {
    MigrationRecord plugging = preparing(Step.CLAIM, Step.VIFS);

    assertThat(preparing(Step.CLAIM).plugAttempts()).isZero();
    assertThat(plugging.plugAttempts()).isEqualTo(1);
    assertThat(plugging.after(plugFailed(1)).after(plugFailed(2)).plugAttempts()).isEqualTo(3);
  }

  @Test
  void theAttemptThatSucceededCounts() {
    MigrationRecord second = preparing(Step.CLAIM, Step.VIFS).after(plugFailed(1));

    MigrationRecord done = second.after(TRANSFER_BEGAN).after(completed()).after(ended());
    assertThat(done.view().plugAttempts()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"VIF_PLUG", "DESTINATION_LOST", "ABORTED", "DELETED"})
  void noAttemptFollowsTheOneThatFailedLastWhyeverItWasTheLast(Reason reason) {
    MigrationRecord failedTwice =
        preparing(Step.CLAIM, Step.VIFS).after(plugFailed(1)).after(plugFailed(2));

    assertThat(failedTwice.after(failed(reason)).plugAttempts()).isEqualTo(2);
  }

  @Test
  void theOnlyAttemptCountsThoughTheMigrationWasStoppedDuringIt() {
    MigrationRecord plugging = preparing(Step.CLAIM, Step.VIFS).after(stop(Reason.ABORTED));

    assertThat(plugging.after(failed(Reason.ABORTED)).plugAttempts()).isEqualTo(1);
  }

  @Test
  void theFirstStepsOfAMigrationAreThese() {
    assertThat(ACCEPTED.allows(QUEUED)).isTrue();
    assertThat(queued().allows(PREPARATION_BEGAN)).isTrue();
    assertThat(preparing(Step.CLAIM, Step.VOLUMES).begun())
        .containsExactly(Step.CLAIM, Step.VOLUMES);
  }
}
