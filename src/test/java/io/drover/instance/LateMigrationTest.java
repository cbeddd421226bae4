package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.migration.CleanUp;
import io.drover.migration.Leftover;
import io.drover.migration.MigrationEvent;
import io.drover.migration.MigrationRecord;
import io.drover.migration.Outcome;
import io.drover.model.MigrationId;
import io.drover.model.MigrationStatus;
import io.drover.model.Reason;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A migration that goes on although it was given up. */
class LateMigrationTest {
  private static final MigrationId GIVEN_UP = new MigrationId("m-1");

  private static InstanceState after(Outcome outcome, boolean callOpen) {
    return after(Given.idle(VmState.ACTIVE), GIVEN_UP, outcome, callOpen);
  }

  private static InstanceState after(
      InstanceState before, MigrationId id, Outcome outcome, boolean callOpen) {
    InstanceState state = before.after(Given.accepted(id));
    for (MigrationEvent event :
        List.of(
            new MigrationEvent.Queued(id),
            new MigrationEvent.PreparationBegan(id),
            new MigrationEvent.TransferBegan(id, null, Given.NOW, Given.NOW.plusSeconds(60), true),
            new MigrationEvent.Decided(id, outcome, Reason.TIMEOUT, null, callOpen, Given.NOW),
            new MigrationEvent.Ended(id, List.of(), Given.NOW))) {
      state = state.after(new InstanceEvent.OfMigration(event));
    }
    return state;
  }

  @Test
  void aGuestMayHaveGoneWhereACallThatDidNotReturnWasToTakeIt() {
    assertThat(LateMigration.destinations(after(Outcome.AT_SOURCE, true))).containsExactly("hv2");
  }

  @Test
  void alsoWhenOneThatReturnedCameAfterIt() {
    InstanceState state =
        after(after(Outcome.AT_SOURCE, true), new MigrationId("m-2"), Outcome.AT_SOURCE, false);

    assertThat(LateMigration.destinations(state)).containsExactly("hv2");
  }

  @Test
  void aGuestThatHasMovedOrWhoseCallReturnedHasGoneNowhere() {
    assertThat(LateMigration.destinations(after(Outcome.AT_DESTINATION, true))).isEmpty();
    assertThat(LateMigration.destinations(after(Outcome.AT_SOURCE, false))).isEmpty();
    assertThat(LateMigration.destinations(Given.idle(VmState.ACTIVE))).isEmpty();
  }

  @Test
  void aDeletedOneWasNowhereWhenItWasDeleted() {
    InstanceState state = after(Given.idle(VmState.DELETED), GIVEN_UP, Outcome.AT_SOURCE, true);

    assertThat(LateMigration.destinations(state)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"ACTIVE", "PAUSED", "SUSPENDED", "STOPPED", "ERROR"})
  void anInstanceWhoseGuestHasMovedIsActive(VmState vmState) {
    InstanceState before = after(Given.idle(vmState), GIVEN_UP, Outcome.AT_SOURCE, true);

    InstanceState state = before.after(LateMigration.carryOn(before, "hv2", Given.NOW));

    assertThat(state.vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(state.taskState()).isEqualTo(TaskState.MIGRATING);
  }

  @Test
  void itIsCarriedOnUnderAnotherIdPastItsDeadline() {
    InstanceState before = after(Outcome.AT_SOURCE, true);
    InstanceState state = before.after(LateMigration.carryOn(before, "hv2", Given.NOW));

    MigrationRecord late = state.activeMigration().orElseThrow();
    assertThat(late.id()).isEqualTo(new MigrationId("m-1-late"));
    assertThat(late.status()).isEqualTo(MigrationStatus.RUNNING);
    assertThat(late.transferDeadline()).isEqualTo(Given.NOW);
    assertThat(late.begun()).isEmpty();
    assertThat(late.generation()).isGreaterThan(before.generation());
    assertThat(state.taskState()).isEqualTo(TaskState.MIGRATING);
    assertThat(state.migration(GIVEN_UP).orElseThrow().status()).isEqualTo(MigrationStatus.FAILED);
  }

  /** It has come to hv2, where its VIFs could not be plugged. */
  private static InstanceState withoutVifs() {
    InstanceState before = after(Outcome.AT_SOURCE, true);
    InstanceState state = before.after(LateMigration.carryOn(before, "hv2", Given.NOW));
    MigrationId late = state.activeMigration().orElseThrow().id();
    return state
        .after(
            new InstanceEvent.OfMigration(
                new MigrationEvent.Decided(
                    late, Outcome.AT_DESTINATION, null, null, false, Given.NOW)))
        .after(
            new InstanceEvent.OfMigration(
                new MigrationEvent.Ended(
                    late,
                    List.of(new Leftover(CleanUp.Kind.PLUG_VIFS, "hv2", "no bridge")),
                    Given.NOW)))
        .after(new InstanceEvent.OfMigration(new MigrationEvent.HookDelivered(late, 1)));
  }

  @Test
  void whatIsMissingWhereItCameIsTriedAgainThere() {
    InstanceState state = withoutVifs();
    MigrationRecord late = state.migrations().get(1);

    assertThat(state.host()).isEqualTo("hv2");
    assertThat(state.allows(late, new MigrationEvent.SweepBegan(late.id(), "hv2"))).isTrue();
  }

  @Test
  void andNoMoreOnceItHasLeft() {
    InstanceState state =
        after(withoutVifs(), new MigrationId("m-2"), Outcome.AT_DESTINATION, false);

    assertThat(state.migrations().get(1).leftovers()).isEmpty();
  }
}
