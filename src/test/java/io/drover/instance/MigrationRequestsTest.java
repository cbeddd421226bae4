package io.drover.instance;

import static io.drover.model.VmState.ACTIVE;
import static io.drover.model.VmState.DELETED;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.HostMarks;
import io.drover.instance.InstanceActor.Answer;
import io.drover.instance.InstanceActor.Command;
import io.drover.migration.MigrationEvent;
import io.drover.migration.Outcome;
import io.drover.migration.Step;
import io.drover.model.Flavor;
import io.drover.model.HostState;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationStatus;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.Refusal;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each request to move an instance or to stop that, and each refusal. */
class MigrationRequestsTest extends RequestTest {
  private static final MigrationId MIGRATION = new MigrationId("m-1");
  private static final MigrationId ANOTHER = new MigrationId("m-2");

  // Live migration.

  private static Function<ActorRef<Answer>, Command> migrate(String destination) {
    return migrate(destination, false, "none");
  }

  private static Function<ActorRef<Answer>, Command> migrate(
      String destination, boolean blockMigration, String hooks) {
    return replyTo ->
        new InstanceActor.LiveMigrate(MIGRATION, destination, blockMigration, hooks, replyTo);
  }

  @Test
  void aMigrationIsRecordedAndAnsweredBeforeItIsBegun() {
    given(ACTIVE);

    var result = run(migrate("hv2"), hv1::agrees, hv2::agrees);

    assertAccepted(result);
    assertThat(result.events().get(0)).isEqualTo(Given.accepted(MIGRATION));
    InstanceView view = ((InstanceActor.Accepted) result.reply()).view();
    assertThat(view.taskState()).isEqualTo(TaskState.MIGRATING);
    assertThat(view.vmState()).isEqualTo(ACTIVE);
    assertThat(view.host()).isEqualTo("hv1");
    assertThat(view.lastMigration().orElseThrow().status()).isEqualTo(MigrationStatus.ACCEPTED);
  }

  @Test
  void eachAttemptToMoveHasAGenerationOfItsOwn() {
    given(
        ACTIVE,
        Given.accepted(ANOTHER),
        decided(ANOTHER, Outcome.AT_SOURCE, Reason.TRANSFER),
        ended(ANOTHER),
        delivered(ANOTHER));

    var result = run(migrate("hv2"), hv1::agrees, hv2::agrees);

    InstanceEvent.OfMigration first = (InstanceEvent.OfMigration) result.events().get(0);
    assertThat(((MigrationEvent.Accepted) first.event()).generation()).isEqualTo(3);
    assertThat(result.state().generation()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "ACTIVE, hv2, no-such-hooks, INVALID_REQUEST",
    "DELETED, hv9, no-such-hooks, INVALID_REQUEST",
    "ACTIVE, hv9, none, NOT_FOUND",
    "DELETED, hv1, none, NOT_FOUND",
    "STOPPED, hv1, none, INVALID_STATE",
    "ERROR, hv2, none, INVALID_STATE",
    "ACTIVE, hv1, none, SAME_HOST"
  })
  void aMigrationIsRefusedForTheFirstThingThatIsWrongAndNoHostIsAsked(
      VmState vmState, String destination, String hooks, Refusal reason) {
    given(vmState);

    assertRefused(run(migrate(destination, false, hooks)), reason);
    hv1.isLeftAlone();
    hv2.isLeftAlone();
  }

  @Test
  void aMigrationIsAConflictDuringAnother() {
    given(ACTIVE, Given.accepted(ANOTHER));

    var result = run(migrate("hv1"));

    assertThat(result.reply()).isInstanceOf(InstanceActor.Refused.class);
    assertThat(((InstanceActor.Refused) result.reply()).rejection().reason())
        .isEqualTo(Refusal.CONFLICT);
  }

  @Test
  void aMigrationFromAHostThatIsDownIsRefused() {
    given(ACTIVE);

    var result = run(migrate("hv2"), () -> hv1.isChecked(HostState.DOWN, ""), hv2::agrees);

    assertThat(assertRefused(result, Refusal.HOST_DOWN).sentence()).startsWith("host hv1 is down");
  }

  @Test
  void aMigrationToAHostThatIsDownIsRefusedForThatFirst() {
    given(ACTIVE);

    var result =
        run(
            migrate("hv2", true, "none"),
            hv1::agrees,
            () -> hv2.isChecked(HostState.DOWN, "hv2 is full"));

    assertThat(assertRefused(result, Refusal.HOST_DOWN).sentence()).startsWith("host hv2 is down");
  }

  @Test
  void aMigrationToADisabledHostIsRefusedWithTheReasonAndOneFromThereIsTaken() {
    given(ACTIVE);
    HostMarks marks = new HostMarks("a new kernel", "");

    var there =
        run(migrate("hv2", true, "none"), hv1::agrees, () -> hv2.isCheckedAs(HostState.UP, marks));
    assertThat(assertRefused(there, Refusal.HOST_DISABLED).sentence())
        .isEqualTo("host hv2 is disabled: a new kernel; name another host, or enable it");
    assertAccepted(run(migrate("hv2"), () -> hv1.isCheckedAs(HostState.UP, marks), hv2::agrees));
  }

  @ParameterizedTest
  @CsvSource({
    "true, true, true",
    "true, false, false",
    "false, true, false",
    "false, false, false"
  })
  void aMigrationThatDoesNotFitTheStorageIsRefusedBeforeTheLackOfRoom(
      boolean sourceShared, boolean destinationShared, boolean blockMigration) {
    given(ACTIVE);

    var result =
        run(
            migrate("hv2", blockMigration, "none"),
            () -> hv1.isChecked(HostState.UP, sourceShared, ""),
            () -> hv2.isChecked(HostState.UP, destinationShared, "hv2 is full"));

    assertThat(assertRefused(result, Refusal.NOT_SUPPORTED).sentence())
        .endsWith(blockMigration ? "ask without block migration" : "ask for a block migration");
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true"})
  void aMigrationThatFitsTheStorageIsTaken(boolean shared, boolean blockMigration) {
    given(ACTIVE);

    assertAccepted(
        run(
            migrate("hv2", blockMigration, "none"),
            () -> hv1.isChecked(HostState.UP, shared, ""),
            () -> hv2.isChecked(HostState.UP, shared, "")));
  }

  @Test
  void aGuestWithoutADiskMovesEitherWay() {
    InstanceSpec diskless = new InstanceSpec("web-1", new Flavor(1, Given.GIB, 0), 0, 0);
    given(
        new InstanceEvent.Created(diskless, "hv1", Given.NOW),
        Given.ended(ACTIVE, PowerState.RUNNING));

    assertAccepted(
        run(
            migrate("hv2", true, "none"),
            () -> hv1.isChecked(HostState.UP, false, ""),
            () -> hv2.isChecked(HostState.UP, true, "")));
  }

  @Test
  void aMigrationToAFullHostIsRefusedWithWhatItLacks() {
    given(ACTIVE);

    var result =
        run(
            migrate("hv2"),
            hv1::agrees,
            () ->
                assertThat(hv2.isChecked(HostState.UP, "hv2 is full").size())
                    .isEqualTo(Given.SPEC.flavor()));

    assertThat(assertRefused(result, Refusal.NO_CAPACITY).sentence()).isEqualTo("hv2 is full");
    assertThat(result.state().migrations()).isEmpty();
  }

  // Aborts.

  private static InstanceEvent of(MigrationEvent event) {
    return new InstanceEvent.OfMigration(event);
  }

  private static InstanceEvent decided(
      MigrationId migration, Outcome outcome, @Nullable Reason reason) {
    return of(new MigrationEvent.Decided(migration, outcome, reason, null, false, Given.NOW));
  }

  private static InstanceEvent ended(MigrationId migration) {
    return of(new MigrationEvent.Ended(migration, List.of(), Given.NOW));
  }

  private static InstanceEvent delivered(MigrationId migration) {
    return of(new MigrationEvent.HookDelivered(migration, 1));
  }

  @Test
  void anAbortIsRecordedAndAnswered() {
    given(ACTIVE, Given.accepted(MIGRATION));

    var result = run(InstanceActor.AbortMigration::new);

    assertAccepted(result);
    assertThat(result.events())
        .contains(of(new MigrationEvent.StopRequested(MIGRATION, Reason.ABORTED, Given.NOW)));
  }

  @Test
  void aSecondAbortIsTakenAndChangesNothing() {
    given(
        ACTIVE,
        Given.accepted(MIGRATION),
        of(new MigrationEvent.Queued(MIGRATION)),
        of(new MigrationEvent.PreparationBegan(MIGRATION)),
        of(
            new MigrationEvent.TransferBegan(
                MIGRATION, null, Given.NOW, Given.NOW.plusSeconds(3200), false)),
        of(new MigrationEvent.StopRequested(MIGRATION, Reason.ABORTED, Given.NOW)));

    var result = run(InstanceActor.AbortMigration::new);

    assertAccepted(result);
    assertThat(result.hasNoEvents()).isTrue();
  }

  @Test
  void anAbortWithoutAMigrationIsRefused() {
    given(ACTIVE);

    Rejection rejection =
        assertRefused(run(InstanceActor.AbortMigration::new), Refusal.INVALID_STATE);
    assertThat(rejection.sentence())
        .isEqualTo("instance web-1 has no migration that can be aborted: none is under way");
  }

  @Test
  void anAbortOfWhatIsDecidedIsRefused() {
    given(ACTIVE, Given.accepted(MIGRATION), decided(MIGRATION, Outcome.AT_DESTINATION, null));

    var result = run(InstanceActor.AbortMigration::new);

    assertThat(result.reply())
        .isEqualTo(
            new InstanceActor.Refused(
                new Rejection(
                    Refusal.INVALID_STATE,
                    "instance web-1 has no migration that can be aborted: its outcome is"
                        + " decided")));
  }

  @Test
  void anAbortOfADeletedInstanceIsNotFound() {
    given(DELETED);

    assertRefused(run(InstanceActor.AbortMigration::new), Refusal.NOT_FOUND);
  }

  // An operator's word.

  private void givenUnresolved() {
    given(
        ACTIVE,
        Given.accepted(MIGRATION),
        of(new MigrationEvent.Queued(MIGRATION)),
        of(new MigrationEvent.PreparationBegan(MIGRATION)),
        of(new MigrationEvent.BecameUnresolved(MIGRATION, "hv2 is silent", Given.NOW)));
  }

  private static Function<ActorRef<Answer>, Command> resolve(String runsOn, boolean fenced) {
    return replyTo -> new InstanceActor.ResolveMigration(runsOn, fenced, replyTo);
  }

  @Test
  void aWordIsRecordedAndAnswered() {
    givenUnresolved();

    var result = run(resolve("hv1", true));

    assertAccepted(result);
    assertThat(result.events())
        .contains(of(new MigrationEvent.Resolved(MIGRATION, "hv1", true, Given.NOW)));
  }

  @Test
  void aWordOnAnotherHostIsRefusedAndTheTwoAreNamed() {
    givenUnresolved();

    assertThat(assertRefused(run(resolve("hv9", false)), Refusal.INVALID_REQUEST).sentence())
        .isEqualTo("instance web-1 moves from hv1 to hv2: say which of the two it runs on");
  }

  @Test
  void aWordThatDoesNotSayThatTheOtherCopyIsFencedIsRefused() {
    givenUnresolved();

    assertThat(assertRefused(run(resolve("hv1", false)), Refusal.INVALID_REQUEST).sentence())
        .contains("the copy of instance web-1 on hv2 cannot run any more");
  }

  @Test
  void aWordOnWhatIsNotUnresolvedIsRefused() {
    given(ACTIVE, Given.accepted(MIGRATION));

    var result = run(resolve("hv1", true));

    assertThat(result.reply())
        .isEqualTo(
            new InstanceActor.Refused(
                new Rejection(
                    Refusal.INVALID_STATE,
                    "instance web-1 has no migration that can be resolved: it is not"
                        + " unresolved")));
  }

  // Forced completion.

  private static InstanceEvent[] running(boolean postCopy) {
    return new InstanceEvent[] {
      Given.accepted(MIGRATION),
      of(new MigrationEvent.Queued(MIGRATION)),
      of(new MigrationEvent.PreparationBegan(MIGRATION)),
      of(
          new MigrationEvent.TransferBegan(
              MIGRATION, null, Given.NOW, Given.NOW.plusSeconds(3200), postCopy))
    };
  }

  @Test
  void aForcedCompletionIsRecordedOnceAndAnsweredEachTime() {
    given(ACTIVE, running(false));

    var result = run(InstanceActor.ForceCompleteMigration::new);
    assertAccepted(result);
    assertThat(result.events())
        .containsExactly(of(new MigrationEvent.ForceRequested(MIGRATION, Given.NOW)));

    var again = run(InstanceActor.ForceCompleteMigration::new);
    assertAccepted(again);
    assertThat(again.hasNoEvents()).isTrue();
  }

  @Test
  void whatDoesNotRunIsNotForced() {
    given(ACTIVE, Given.accepted(MIGRATION), of(new MigrationEvent.Queued(MIGRATION)));

    assertThat(
            assertRefused(run(InstanceActor.ForceCompleteMigration::new), Refusal.INVALID_STATE)
                .sentence())
        .startsWith("instance web-1 has no migration that can be forced to its end: it is ");
  }

  // Deletes during migrations.

  @Test
  void aDeleteStopsTheMigrationInTheSameWrite() {
    given(ACTIVE, Given.accepted(MIGRATION));

    var result = run(ask(OperationKind.DELETE), hv1::agrees);

    assertAccepted(result);
    assertThat(result.events())
        .containsSequence(
            Given.began(OperationKind.DELETE),
            of(new MigrationEvent.StopRequested(MIGRATION, Reason.DELETED, Given.NOW)));
    assertThat(((InstanceActor.Accepted) result.reply()).view().taskState())
        .isEqualTo(TaskState.DELETING);
  }

  @Test
  void aDeleteDoesNotStopAMigrationThatIsDecided() {
    given(
        ACTIVE,
        Given.accepted(MIGRATION),
        of(new MigrationEvent.StepBegan(MIGRATION, Step.CLAIM)),
        decided(MIGRATION, Outcome.AT_DESTINATION, null));

    var result = run(ask(OperationKind.DELETE), hv2::agrees);

    assertAccepted(result);
    assertThat(result.events())
        .doesNotContain(of(new MigrationEvent.StopRequested(MIGRATION, Reason.DELETED, Given.NOW)));
  }
}
