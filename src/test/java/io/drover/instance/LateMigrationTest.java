package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

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

/** A migration that goes on although it was given up. */
class LateMigrationTest {
  private static final MigrationId GIVEN_UP = new MigrationId("m-1");

  private static InstanceState after(Outcome outcome, boolean begun) {
    InstanceState state = Given.idle(VmState.ACTIVE).after(Given.accepted(GIVEN_UP));
    for (MigrationEvent event :
        List.of(
            new MigrationEvent.Queued(GIVEN_UP), new MigrationEvent.PreparationBegan(GIVEN_UP))) {
      state = state.after(new InstanceEvent.OfMigration(event));
    }
    if (begun) {
      state =
          state.after(
              new InstanceEvent.OfMigration(
                  new MigrationEvent.TransferBegan(
                      GIVEN_UP, null, Given.NOW, Given.NOW.plusSeconds(60), true)));
    }
    return state
        .after(
            new InstanceEvent.OfMigration(
                new MigrationEvent.Decided(GIVEN_UP, outcome, Reason.TIMEOUT, null, Given.NOW)))
        .after(
            new InstanceEvent.OfMigration(
                new MigrationEvent.Ended(GIVEN_UP, List.of(), Given.NOW)));
  }

  @Test
  void aGuestMayHaveGoneWhereItsLastMigrationWasToTakeIt() {
    assertThat(LateMigration.destination(after(Outcome.AT_SOURCE, true))).contains("hv2");
  }

  @Test
  void aGuestThatHasMovedOrWasNeverToMoveHasGoneNowhere() {
    assertThat(LateMigration.destination(after(Outcome.AT_DESTINATION, true))).isEmpty();
    assertThat(LateMigration.destination(after(Outcome.AT_SOURCE, false))).isEmpty();
    assertThat(LateMigration.destination(Given.idle(VmState.ACTIVE))).isEmpty();
    assertThat(LateMigration.destination(Given.idle(VmState.STOPPED))).isEmpty();
  }

  @Test
  void itIsCarriedOnUnderAnotherIdPastItsDeadline() {
    InstanceState before = after(Outcome.AT_SOURCE, true);
    InstanceState state = before.after(LateMigration.carryOn(before, Given.NOW));

    MigrationRecord late = state.activeMigration().orElseThrow();
    assertThat(late.id()).isEqualTo(new MigrationId("m-1-late"));
    assertThat(late.status()).isEqualTo(MigrationStatus.RUNNING);
    assertThat(late.transferDeadline()).isEqualTo(Given.NOW);
    assertThat(late.begun()).isEmpty();
    assertThat(late.generation()).isGreaterThan(before.generation());
    assertThat(state.taskState()).isEqualTo(TaskState.MIGRATING);
    assertThat(state.migration(GIVEN_UP).orElseThrow().status()).isEqualTo(MigrationStatus.FAILED);
  }
}
