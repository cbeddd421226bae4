package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.migration.CleanUp;
import io.drover.migration.Leftover;
import io.drover.migration.MigrationEvent;
import io.drover.migration.MigrationRecord;
import io.drover.migration.Outcome;
import io.drover.migration.Step;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.MigrationId;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.VmState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a migration left over on a host stays so until somebody has made it anew or undone it. */
class LeftoverTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final InstanceId WEB = new InstanceId("web-1");
  private static final MigrationId FAILED = new MigrationId("failed");
  private static final MigrationId LATER = new MigrationId("later");
  private static final Leftover VIFS =
      new Leftover(CleanUp.Kind.UNPLUG_VIFS, "hv2", "the command failed");
  private static final Leftover VOLUMES =
      new Leftover(CleanUp.Kind.DISCONNECT_VOLUMES, "hv2", "the command failed");

  private static InstanceState after(MigrationEvent... events) {
    InstanceState state =
        InstanceState.empty(WEB)
            .after(
                new InstanceEvent.Created(new InstanceSpec("web-1", Flavor.NONE, 1, 0), "hv1", NOW))
            .after(accepted(FAILED))
            .after(
                of(
                    new MigrationEvent.Decided(
                        FAILED, Outcome.AT_SOURCE, Reason.TRANSFER, null, false, NOW)))
            .after(of(new MigrationEvent.Ended(FAILED, List.of(VIFS, VOLUMES), NOW)))
            .after(accepted(LATER));
    for (MigrationEvent event : events) {
      state = state.after(of(event));
    }
    return state;
  }

  private static InstanceEvent accepted(MigrationId id) {
    return of(new MigrationEvent.Accepted(id, WEB, "hv1", "hv2", false, "none", 2, NOW));
  }

  private static InstanceEvent of(MigrationEvent event) {
    return new InstanceEvent.OfMigration(event);
  }

  private static List<Leftover> leftovers(InstanceState state) {
    return state.migration(FAILED).orElseThrow().leftovers();
  }

  @Test
  void aLaterMigrationThatIsCancelledInTheQueueTakesNothingOver() {
    InstanceState cancelled =
        after(
            new MigrationEvent.Queued(LATER),
            new MigrationEvent.Decided(LATER, Outcome.AT_SOURCE, Reason.ABORTED, null, false, NOW),
            new MigrationEvent.Ended(LATER, List.of(), NOW));

    assertThat(leftovers(cancelled)).containsExactly(VIFS, VOLUMES);
  }

  @Test
  void aFencedCopyStaysLeftOverWhateverALaterMigrationBegins() {
    Leftover copy = new Leftover(CleanUp.Kind.DESTROY_FENCED_COPY, "hv2", "no answer");
    InstanceState state =
        after()
            .after(of(new MigrationEvent.Ended(FAILED, List.of(copy), NOW)))
            .after(of(new MigrationEvent.TransferBegan(LATER, null, NOW, NOW, false)));

    assertThat(leftovers(state)).containsExactly(copy);
    assertThat(state.fencedOn("hv2")).isTrue();
    assertThat(state.fencedOn("hv1")).isFalse();
    MigrationRecord failed = state.migration(FAILED).orElseThrow();
    MigrationEvent delivered = new MigrationEvent.HookDelivered(FAILED, 1);
    assertThat(state.after(of(delivered)).allows(failed.after(delivered), sweep())).isFalse();
  }

  @Test
  void whatWasACopyIsLeftAloneWhereTheInstanceIsFoundStopped() {
    assertThat(stopped(false).allows(migration(stopped(false)), sweep())).isTrue();
    assertThat(stopped(true).allows(migration(stopped(true)), sweep())).isFalse();
  }

  private static MigrationRecord migration(InstanceState state) {
    return state.migration(FAILED).orElseThrow();
  }

  /** On the host on which a migration, with its disks or not, had left something over. */
  private static InstanceState stopped(boolean blockMigration) {
    return InstanceState.empty(WEB)
        .after(new InstanceEvent.Created(new InstanceSpec("web-1", Flavor.NONE, 1, 0), "hv2", NOW))
        .after(Given.ended(VmState.ACTIVE, PowerState.RUNNING))
        .after(
            of(
                new MigrationEvent.Accepted(
                    FAILED, WEB, "hv2", "hv1", blockMigration, "none", 2, NOW)))
        .after(
            of(
                new MigrationEvent.Decided(
                    FAILED, Outcome.AT_SOURCE, Reason.TRANSFER, null, false, NOW)))
        .after(of(new MigrationEvent.Ended(FAILED, List.of(VOLUMES), NOW)))
        .after(of(new MigrationEvent.HookDelivered(FAILED, 1)))
        .after(new InstanceEvent.FoundAs(VmState.STOPPED, PowerState.SHUTDOWN));
  }

  private static MigrationEvent sweep() {
    return new MigrationEvent.SweepBegan(FAILED, "hv2");
  }

  @Test
  void aLaterMigrationTakesOverWhatItBeginsToMakeAnew() {
    InstanceState plugging =
        after(
            new MigrationEvent.Queued(LATER),
            new MigrationEvent.PreparationBegan(LATER),
            new MigrationEvent.StepBegan(LATER, Step.VIFS));

    assertThat(leftovers(plugging)).containsExactly(VOLUMES);
  }
}
