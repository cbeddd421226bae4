package io.drover.hypervisor.simulated;

import static io.drover.hypervisor.simulated.FleetHarness.GIB;
import static io.drover.hypervisor.simulated.FleetHarness.MIB;
import static io.drover.hypervisor.simulated.FleetHarness.id;
import static io.drover.hypervisor.simulated.FleetHarness.template;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.model.InstanceId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

class GuestFaultTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final FleetHarness hosts = new FleetHarness();
  private final InstanceId web = id("web");

  private void strike(FaultKind kind) {
    hosts.fleet.inject(GuestFault.of(web, kind));
  }

  @Test
  void aCrashEndsTheGuestAtOnce() {
    hosts.running("hv1", "web", 0);

    strike(FaultKind.GUEST_CRASH);

    assertThat(hosts.look("hv1", web).state()).isEqualTo(GuestState.CRASHED);
    assertThat(hosts.truth().runningCopies(web)).isZero();
  }

  @Test
  void aCrashedGuestCanBeDestroyedOrReplaced() {
    hosts.running("hv1", "web", 0);
    strike(FaultKind.GUEST_CRASH);

    hosts.running("hv1", "web", 0);
    strike(FaultKind.GUEST_CRASH);
    hosts.answer(hosts.on("hv1").destroy(web));

    assertThat(hosts.truth().guests("hv1")).isEmpty();
  }

  @Test
  void aCrashedGuestHasNoButtons() {
    hosts.running("hv1", "web", 0);
    strike(FaultKind.GUEST_CRASH);

    assertThat(hosts.failureKind(hosts.on("hv1").reset(web))).isEqualTo(Kind.INVALID_STATE);
    assertThat(hosts.failureKind(hosts.on("hv1").shutdown(web))).isEqualTo(Kind.INVALID_STATE);
    assertThat(hosts.failureKind(hosts.on("hv1").pause(web))).isEqualTo(Kind.INVALID_STATE);
    assertThat(hosts.failureKind(hosts.migrate(web, "hv1", "hv2"))).isEqualTo(Kind.INVALID_STATE);
  }

  @Test
  void waitsForAMigrationOfItsOwnInstance() {
    hosts.running("hv1", "web", 0);
    hosts.fleet.inject(new GuestFault(null, web, FaultKind.GUEST_CRASH, MigrationPhase.PREPARING));

    hosts.fleet.migrationEntered(MigrationPhase.PREPARING, id("db"), "hv1", "hv2");
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);
    hosts.fleet.migrationEntered(MigrationPhase.PREPARING, web, "hv1", "hv2");

    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.CRASHED);
  }

  @Test
  void aStuckGuestHoldsUpNoOther() {
    strike(FaultKind.GUEST_STUCK);

    hosts.running("hv1", "db", 0);
  }

  @Test
  void aCrashBreaksTheMigration() {
    hosts.running("hv1", "web", 100 * MIB);
    CompletionStage<Done> moved = hosts.migrate(web, "hv1", "hv2");

    strike(FaultKind.GUEST_CRASH);

    assertThat(hosts.failureKind(moved)).isEqualTo(Kind.FAILED);
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.CRASHED);
    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.ABSENT);
  }

  @Test
  void aCrashInTheSwitchOverIsACrash() {
    hosts.running("hv1", "web", 100 * MIB);
    hosts.fleet.inject(
        new GuestFault(null, web, FaultKind.GUEST_CRASH, MigrationPhase.SWITCH_OVER));

    assertThat(hosts.failureKind(hosts.migrate(web, "hv1", "hv2"))).isEqualTo(Kind.FAILED);

    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.CRASHED);
    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.ABSENT);
  }

  @Test
  void aCrashStrikesTheCopyThatRunsInPostCopy() {
    hosts.running("hv1", "web", 100 * MIB);
    hosts.migrate(web, "hv1", "hv2");
    hosts.answer(hosts.on("hv1").startPostCopy(web));

    strike(FaultKind.GUEST_CRASH);

    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.POST_COPY_BROKEN);
    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.CRASHED);
  }

  @Test
  void aCrashIsSpentWhetherOrNotThereIsAGuest() {
    strike(FaultKind.GUEST_CRASH);

    hosts.running("hv1", "web", 0);
  }

  @Test
  void aStuckGuestDoesNotComeUpUntilHealed() {
    strike(FaultKind.GUEST_STUCK);
    hosts.answer(hosts.on("hv1").create(template("web", GIB, 0, 0)));
    hosts.timeline.advance(LONG);
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.STARTING);

    hosts.fleet.heal(FaultSelector.of(web));
    hosts.timeline.advance(Duration.ofSeconds(2));

    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void aGuestThatRunsIsStuckAtItsNextReset() {
    hosts.running("hv1", "web", 0);
    strike(FaultKind.GUEST_STUCK);
    hosts.timeline.advance(LONG);
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);

    hosts.answer(hosts.on("hv1").reset(web));
    hosts.timeline.advance(LONG);

    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.STARTING);
  }

  @Test
  void aStuckGuestThatIsGoneDoesNotComeUpWhenHealed() {
    strike(FaultKind.GUEST_STUCK);
    hosts.answer(hosts.on("hv1").create(template("web", GIB, 0, 0)));
    hosts.answer(hosts.on("hv1").destroy(web));

    hosts.fleet.heal(FaultSelector.ALL);
    hosts.timeline.advance(LONG);

    assertThat(hosts.truth().guests("hv1")).isEmpty();
  }

  @Test
  void aGuestThatIsStuckTwiceIsHealedTwice() {
    hosts.fleet.inject(new GuestFault("a", web, FaultKind.GUEST_STUCK, null));
    hosts.fleet.inject(new GuestFault("b", web, FaultKind.GUEST_STUCK, null));
    hosts.answer(hosts.on("hv1").create(template("web", GIB, 0, 0)));

    hosts.fleet.heal(FaultSelector.named("a"));
    hosts.timeline.advance(LONG);
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.STARTING);
    hosts.fleet.heal(FaultSelector.named("b"));
    hosts.timeline.advance(LONG);

    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void aFaultOfAMigrationThatIsThereStrikesAtOnce() {
    hosts.running("hv1", "web", 100 * MIB);
    hosts.fleet.learnPhasesFrom(instance -> Optional.of(MigrationPhase.RUNNING));

    hosts.fleet.inject(new GuestFault(null, web, FaultKind.GUEST_CRASH, MigrationPhase.POST));
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);
    hosts.fleet.inject(new GuestFault(null, web, FaultKind.GUEST_CRASH, MigrationPhase.RUNNING));

    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.CRASHED);
  }
}
