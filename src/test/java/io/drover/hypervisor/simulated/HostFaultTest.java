package io.drover.hypervisor.simulated;

import static io.drover.hypervisor.simulated.FleetHarness.GIB;
import static io.drover.hypervisor.simulated.FleetHarness.MIB;
import static io.drover.hypervisor.simulated.FleetHarness.id;
import static io.drover.hypervisor.simulated.FleetHarness.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.model.InstanceId;
import io.drover.network.Vif;
import io.drover.storage.IfMissing;
import io.drover.storage.Volume;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostFaultTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofHours(1);

  private final FleetHarness hosts = new FleetHarness();
  private final InstanceId web = id("web");

  @BeforeEach
  void bootOneGuest() {
    hosts.running("hv1", "web", 100 * MIB);
  }

  private void strike(String host, FaultKind kind) {
    hosts.fleet.inject(HostFault.of(host, kind));
  }

  private CompletionStage<Done> moving() {
    CompletionStage<Done> moved = hosts.migrate(web, "hv1", "hv2");
    hosts.timeline.advance(SECOND);
    return moved;
  }

  @Test
  void aHostThatIsDownHasLostEverything() {
    hosts.answer(hosts.connection("hv1").vifPlugger().plug(web, Vif.of(web, 1)));
    hosts.answer(
        hosts
            .connection("hv1")
            .volumeConnector()
            .connect(web, List.of(new Volume(web, 0, GIB)), IfMissing.MAKE));

    strike("hv1", FaultKind.DOWN);

    assertThat(hosts.truth().guests("hv1")).isEmpty();
    assertThat(hosts.truth().vifs("hv1")).isEmpty();
    assertThat(hosts.truth().volumes("hv1")).isEmpty();
    assertThat(hosts.truth().runningCopies(web)).isZero();
    assertThat(hosts.truth().answers("hv1")).isFalse();
    assertThat(hosts.failureKind(hosts.on("hv1").list())).isEqualTo(Kind.HOST_DOWN);
    assertThat(hosts.failureKind(hosts.on("hv1").connect())).isEqualTo(Kind.HOST_DOWN);
    assertThat(hosts.failureKind(hosts.connection("hv1").vifPlugger().plug(web, List.of())))
        .isEqualTo(Kind.HOST_DOWN);
  }

  @Test
  void aHostThatIsBackIsEmpty() {
    strike("hv1", FaultKind.DOWN);
    hosts.fleet.heal(FaultSelector.of("hv1"));

    assertThat(hosts.answer(hosts.on("hv1").list())).isEmpty();
    assertThat(hosts.truth().answers("hv1")).isTrue();
    hosts.running("hv1", "web", 0);
  }

  @Test
  void theAnswerOfAHostThatWentDownIsUnknown() {
    CompletionStage<Done> paused = hosts.on("hv1").pause(web);

    strike("hv1", FaultKind.DOWN);

    assertThat(hosts.failureKind(paused)).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void aDestinationThatGoesDownLeavesTheGuestAtTheSource() {
    CompletionStage<Done> moved = moving();

    strike("hv2", FaultKind.DOWN);

    assertThat(hosts.failureKind(moved)).isEqualTo(Kind.FAILED);
    assertThat(hosts.look("hv1", web).state()).isEqualTo(GuestState.RUNNING);
    assertThat(hosts.look("hv1", web).jobActive()).isFalse();
    assertThat(hosts.truth().mostRunningCopies(web)).isEqualTo(1);
    assertThat(hosts.failureKind(hosts.migrate(web, "hv1", "hv2"))).isEqualTo(Kind.FAILED);
  }

  @Test
  void aSourceThatGoesDownTakesTheIncomingCopyAlong() {
    CompletionStage<Done> moved = moving();

    strike("hv1", FaultKind.DOWN);

    assertThat(hosts.failureKind(moved)).isEqualTo(Kind.UNREACHABLE);
    assertThat(hosts.truth().guests("hv2")).isEmpty();
    assertThat(hosts.truth().runningCopies(web)).isZero();
  }

  @Test
  void aDestinationThatGoesDownInTheSwitchOverGivesTheGuestBack() {
    hosts.fleet.inject(new HostFault(null, "hv2", FaultKind.DOWN, MigrationPhase.SWITCH_OVER));

    assertThat(hosts.failureKind(hosts.migrate(web, "hv1", "hv2"))).isEqualTo(Kind.FAILED);

    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);
    assertThat(hosts.truth().answers("hv2")).isFalse();
    assertThat(hosts.truth().mostRunningCopies(web)).isEqualTo(1);
  }

  @Test
  void aTransferThatBreaksFreesTheLinksOfOthers() {
    InstanceId other = hosts.running("hv1", template("other", GIB, 0, 0));
    moving();
    CompletionStage<Done> otherMoved = hosts.migrate(other, "hv1", "hv3");
    hosts.timeline.advance(SECOND);

    strike("hv2", FaultKind.DOWN);
    Duration before = hosts.timeline.elapsed();
    hosts.answer(otherMoved);

    // Half was sent in the shared second, the other half takes 0.5 s.
    assertThat(hosts.timeline.elapsed().minus(before)).isEqualTo(Duration.ofMillis(502));
  }

  @Test
  void postCopyThatBreaksLeavesAGuestThatCanRunNowhere() {
    moving();
    hosts.answer(hosts.on("hv1").startPostCopy(web));

    strike("hv1", FaultKind.DOWN);

    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.POST_COPY_BROKEN);
    assertThat(hosts.truth().runningCopies(web)).isZero();
    assertThat(hosts.failureKind(hosts.on("hv2").resume(web))).isEqualTo(Kind.INVALID_STATE);
  }

  @Test
  void guestsAndTransfersOfAnUnreachableHostGoOn() {
    CompletionStage<Done> moved = moving();

    strike("hv1", FaultKind.UNREACHABLE);
    hosts.timeline.advance(LONG);

    assertThat(moved).isNotDone();
    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.RUNNING);
    assertThat(hosts.truth().answers("hv1")).isFalse();
  }

  @Test
  void anUnreachableHostAnswersNothingUntilItIsHealed() {
    CompletionStage<Done> takesEffect = hosts.on("hv1").pause(web);
    strike("hv1", FaultKind.UNREACHABLE);
    CompletionStage<Done> neverArrives = hosts.on("hv1").resume(web);
    hosts.timeline.advance(LONG);
    assertThat(takesEffect).isNotDone();
    assertThat(neverArrives).isNotDone();

    hosts.fleet.heal(FaultSelector.ALL);

    assertThat(hosts.failureKind(takesEffect)).isEqualTo(Kind.UNREACHABLE);
    assertThat(hosts.failureKind(neverArrives)).isEqualTo(Kind.UNREACHABLE);
    assertThat(hosts.look("hv1", web).state()).isEqualTo(GuestState.PAUSED);
  }

  @Test
  void aCallThatWasLostStaysLostWhenItsTransferGoesOn() {
    CompletionStage<Done> moved = moving();
    strike("hv1", FaultKind.UNREACHABLE);
    hosts.timeline.advance(Duration.ofMillis(10));
    hosts.fleet.heal(FaultSelector.ALL);

    assertThat(hosts.failureKind(moved)).isEqualTo(Kind.UNREACHABLE);
    assertThat(hosts.look("hv1", web).jobActive()).isTrue();
    hosts.timeline.advance(LONG);
    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void aSlowCallThatHasArrivedTakesEffectOnAnUnreachableHost() {
    hosts.fleet.inject(CallFault.slow(Call.PAUSE, SECOND));
    CompletionStage<Done> paused = hosts.on("hv1").pause(web);

    strike("hv1", FaultKind.UNREACHABLE);
    hosts.timeline.advance(SECOND);

    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.PAUSED);
    assertThat(paused).isNotDone();
  }

  @Test
  void aHostThatIsUnreachableTwiceIsHealedTwice() {
    hosts.fleet.inject(new HostFault("a", "hv1", FaultKind.UNREACHABLE, null));
    hosts.fleet.inject(new HostFault("b", "hv1", FaultKind.UNREACHABLE, null));
    CompletionStage<?> listed = hosts.on("hv1").list();

    hosts.fleet.heal(FaultSelector.named("a"));
    hosts.timeline.advance(LONG);
    assertThat(listed).isNotDone();
    hosts.fleet.heal(FaultSelector.named("b"));

    assertThat(hosts.failureKind(listed)).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void aHostThatGoesDownWhileUnreachableSaysNothing() {
    strike("hv1", FaultKind.UNREACHABLE);
    CompletionStage<?> listed = hosts.on("hv1").list();
    strike("hv1", FaultKind.DOWN);
    hosts.timeline.advance(LONG);
    assertThat(listed).isNotDone();

    hosts.fleet.heal(new FaultSelector(null, FaultKind.UNREACHABLE, null, "hv1", null, null));

    assertThat(hosts.failureKind(listed)).isEqualTo(Kind.UNREACHABLE);
    assertThat(hosts.failureKind(hosts.on("hv1").list())).isEqualTo(Kind.HOST_DOWN);
  }

  @Test
  void aPartitionBreaksTheTransfersBetweenTwoHostsAndNothingElse() {
    InstanceId other = hosts.running("hv1", template("other", GIB, 0, 0));
    CompletionStage<Done> moved = moving();
    CompletionStage<Done> otherMoved = hosts.migrate(other, "hv1", "hv3");

    hosts.fleet.inject(PartitionFault.of("hv2", "hv1"));

    assertThat(hosts.failureKind(moved)).isEqualTo(Kind.FAILED);
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);
    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.ABSENT);
    assertThat(hosts.failureKind(hosts.migrate(web, "hv1", "hv2"))).isEqualTo(Kind.FAILED);
    hosts.answer(otherMoved);
    hosts.answer(hosts.on("hv2").list());

    assertThat(
            hosts.fleet.heal(
                new FaultSelector(null, null, null, null, null, new HostPair("hv1", "hv2"))))
        .isEqualTo(1);
    hosts.answer(hosts.migrate(web, "hv1", "hv2"));
  }

  @Test
  void aPartitionStrandsBothEndsOfAPostCopy() {
    moving();
    hosts.answer(hosts.on("hv1").startPostCopy(web));

    hosts.fleet.inject(PartitionFault.of("hv1", "hv2"));

    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.POST_COPY_BROKEN);
    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.POST_COPY_BROKEN);
    hosts.answer(hosts.on("hv1").destroy(web));
    hosts.answer(hosts.on("hv2").destroy(web));
  }

  @Test
  void waitsForTheFirstMigrationToOrFromTheHostInItsPhase() {
    hosts.fleet.inject(new HostFault(null, "hv2", FaultKind.DOWN, MigrationPhase.PREPARING));
    hosts.fleet.migrationEntered(MigrationPhase.QUEUED, web, "hv1", "hv2");
    hosts.fleet.migrationEntered(MigrationPhase.PREPARING, web, "hv1", "hv3");
    assertThat(hosts.truth().answers("hv2")).isTrue();

    hosts.fleet.migrationEntered(MigrationPhase.PREPARING, web, "hv1", "hv2");
    assertThat(hosts.truth().answers("hv2")).isFalse();

    hosts.fleet.heal(FaultSelector.ALL);
    hosts.fleet.migrationEntered(MigrationPhase.PREPARING, web, "hv1", "hv2");
    assertThat(hosts.truth().answers("hv2")).isTrue();
  }

  @Test
  void aPairOfHostsHasNoOrder() {
    assertThat(new HostPair("hv2", "hv1")).isEqualTo(new HostPair("hv1", "hv2"));
    assertThatThrownBy(() -> new HostPair("hv1", "hv1"))
        .isInstanceOf(IllegalArgumentException.class);
    HostPair pair = new HostPair("hv1", "hv2");
    assertThat(pair.joins("hv2", "hv1")).isTrue();
    assertThat(pair.joins("hv2", "hv3")).isFalse();
    assertThat(pair.joins("hv3", "hv1")).isFalse();
  }

  @Test
  void aPartitionPartsNoOtherHosts() {
    hosts.fleet.inject(PartitionFault.of("hv2", "hv3"));

    hosts.answer(hosts.migrate(web, "hv1", "hv2"));
    assertThat(hosts.failureKind(hosts.migrate(web, "hv2", "hv3"))).isEqualTo(Kind.FAILED);
  }

  @Test
  void aPartitionWaitsForAMigrationBetweenItsHosts() {
    hosts.fleet.inject(
        new PartitionFault(null, new HostPair("hv1", "hv2"), MigrationPhase.SWITCH_OVER));

    hosts.answer(hosts.migrate(web, "hv1", "hv3"));
    hosts.answer(hosts.migrate(web, "hv3", "hv1"));

    assertThat(hosts.failure(hosts.migrate(web, "hv1", "hv2")))
        .hasMessageContaining("the hosts cannot reach each other");
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);
  }
}
