package io.drover.hypervisor.simulated;

import static io.drover.hypervisor.simulated.FleetHarness.GIB;
import static io.drover.hypervisor.simulated.FleetHarness.MIB;
import static io.drover.hypervisor.simulated.FleetHarness.order;
import static io.drover.hypervisor.simulated.FleetHarness.template;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HostFacts;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.Incarnation;
import io.drover.hypervisor.JobInfo;
import io.drover.hypervisor.MigrateCall;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.runtime.Timeline;
import io.drover.testing.ManualTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

class MigrationTest {
  private final FleetHarness hosts = new FleetHarness();

  /** The transfer of 4 GiB with 100 MiB/s dirtied: see {@link PreCopyTest}. */
  private static final Duration ROUNDS = Duration.ofNanos(4_390_625_000L);

  private static final Duration PAUSE = Duration.ofNanos(38_146_973);

  @Test
  void takesTheTimeOfItsRoundsAndItsPause() {
    InstanceId web = hosts.running("hv1", "web", 100 * MIB);
    CompletionStage<Done> moved = hosts.migrate(web, "hv1", "hv2");

    hosts.timeline.advance(ROUNDS.minusNanos(1));
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);
    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.INCOMING);

    hosts.timeline.advance(Duration.ofNanos(1));
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.PAUSED);
    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.INCOMING);

    hosts.timeline.advance(PAUSE.minusNanos(1));
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.PAUSED);

    hosts.timeline.advance(Duration.ofNanos(1));
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.ABSENT);
    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.RUNNING);
    assertThat(moved).isNotDone();

    hosts.timeline.advance(Duration.ofMillis(2));
    assertThat(moved).isCompleted();
  }

  @Test
  void oneCopyCanRunAtEveryMoment() {
    InstanceId web = hosts.running("hv1", "web", 100 * MIB);
    CompletionStage<Done> moved = hosts.migrate(web, "hv1", "hv2");

    while (!moved.toCompletableFuture().isDone()) {
      assertThat(hosts.truth().runningCopies(web)).isEqualTo(1);
      hosts.timeline.step();
    }

    assertThat(hosts.truth().runningCopies(web)).isEqualTo(1);
    assertThat(hosts.truth().mostRunningCopies(web)).isEqualTo(1);
  }

  @Test
  void theGuestIsAnotherIncarnationAtTheDestination() {
    InstanceId other = hosts.running("hv2", "other", 0);
    InstanceId web = hosts.running("hv1", "web", 0);
    Incarnation before = hosts.incarnation("hv1", web);

    hosts.answer(hosts.migrate(web, "hv1", "hv2"));

    Incarnation after = hosts.incarnation("hv2", web);
    assertThat(after).isNotEqualTo(before);
    assertThat(after.domainId()).isEqualTo(hosts.incarnation("hv2", other).domainId() + 1);
  }

  @Test
  void bothHostsTellOfTheJobWhileThereIsOne() {
    InstanceId web = hosts.running("hv1", "web", 100 * MIB);
    assertThat(hosts.look("hv1", web).jobActive()).isFalse();

    CompletionStage<Done> moved = hosts.migrate(web, "hv1", "hv2");
    assertThat(hosts.look("hv1", web).jobActive()).isTrue();
    assertThat(hosts.look("hv2", web).jobActive()).isTrue();

    hosts.answer(moved);
    assertThat(hosts.look("hv2", web).jobActive()).isFalse();
  }

  @Test
  void theSourceTellsHowFarTheJobIs() {
    InstanceId web = hosts.running("hv1", "web", 512 * MIB);
    assertThat(hosts.job("hv1", web)).isEmpty();
    hosts.migrate(web, "hv1", "hv2");

    hosts.timeline.advance(Duration.ofSeconds(3));
    JobInfo info = hosts.job("hv1", web).orElseThrow();

    assertThat(info)
        .isEqualTo(
            new JobInfo(
                1, 4 * GIB, GIB, GIB, 512 * MIB, Duration.ofSeconds(3), Duration.ofMillis(2500)));
    assertThat(hosts.job("hv2", web)).isEmpty();
  }

  @Test
  void whatRemainsGrowsWhenARoundBegins() {
    InstanceId web = hosts.running("hv1", "web", 512 * MIB);
    hosts.migrate(web, "hv1", "hv2");

    hosts.timeline.advance(Duration.ofMillis(3998));
    assertThat(hosts.job("hv1", web).orElseThrow().memoryRemaining()).isLessThan(3 * MIB);
    hosts.timeline.advance(Duration.ofMillis(2));

    JobInfo second = hosts.job("hv1", web).orElseThrow();
    assertThat(second.iteration()).isEqualTo(2);
    assertThat(second.memoryRemaining()).isGreaterThan(2000 * MIB);
  }

  @Test
  void twoTransfersShareALink() {
    InstanceId a = hosts.running("hv1", template("a", GIB, 0, 0));
    InstanceId b = hosts.running("hv1", template("b", GIB, 0, 0));

    CompletionStage<Done> first = hosts.migrate(a, "hv1", "hv2");
    hosts.timeline.advance(Duration.ofMillis(500));
    CompletionStage<Done> second = hosts.migrate(b, "hv1", "hv3");

    // a: half is sent in 0.5 s alone, the other half takes 1 s beside b.
    hosts.timeline.advance(Duration.ofMillis(999));
    assertThat(hosts.state("hv1", a)).isEqualTo(GuestState.RUNNING);
    hosts.timeline.advance(Duration.ofMillis(1));
    assertThat(hosts.state("hv2", a)).isEqualTo(GuestState.RUNNING);

    // b: half was sent beside a, the other half takes 0.5 s alone.
    hosts.timeline.advance(Duration.ofMillis(499));
    assertThat(hosts.state("hv1", b)).isEqualTo(GuestState.RUNNING);
    hosts.timeline.advance(Duration.ofMillis(1));
    assertThat(hosts.state("hv3", b)).isEqualTo(GuestState.RUNNING);
    hosts.answer(first);
    hosts.answer(second);
  }

  @Test
  void theBusierOfBothLinksDecides() {
    InstanceId a = hosts.running("hv1", template("a", GIB, 0, 0));
    InstanceId b = hosts.running("hv2", template("b", GIB, 0, 0));
    InstanceId c = hosts.running("hv2", template("c", GIB, 0, 0));
    hosts.migrate(a, "hv1", "hv3");
    hosts.migrate(b, "hv2", "hv3");
    hosts.migrate(c, "hv2", "hv3");

    hosts.timeline.advance(Duration.ofMillis(100));

    assertThat(hosts.job("hv1", a).orElseThrow().rate()).isEqualTo(GIB / 3);
    assertThat(hosts.job("hv2", b).orElseThrow().rate()).isEqualTo(GIB / 3);
  }

  @Test
  void aTransferKeepsToTheBandwidthThatItsCallAllows() {
    InstanceId web = hosts.running("hv1", template("web", GIB, 0, 0));
    hosts.on("hv1").migrate(order(web, "hv2", false, 256 * MIB, FleetHarness.DOWNTIME));

    hosts.timeline.advance(Duration.ofMillis(3999));
    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.INCOMING);
    hosts.timeline.advance(Duration.ofMillis(1));
    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void aBlockMigrationAlsoSendsWhatTheDisksOccupy() {
    InstanceId web = hosts.running("hv1", template("web", GIB, 4 * GIB, 0));
    hosts.on("hv1").migrate(order(web, "hv2", true, 0, FleetHarness.DOWNTIME));

    // 1 GiB of memory, and half of the disk.
    hosts.timeline.advance(Duration.ofMillis(2999));
    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.INCOMING);
    hosts.timeline.advance(Duration.ofMillis(1));
    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void doesNotConvergeWhenPagesAreDirtiedFasterThanSentUntilTheDowntimeIsRaised() {
    InstanceId web = hosts.running("hv1", template("web", GIB, 0, 2 * GIB));
    CompletionStage<Done> moved = hosts.migrate(web, "hv1", "hv2");
    hosts.timeline.advance(Duration.ofHours(1));
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);
    assertThat(hosts.job("hv1", web).orElseThrow().iteration()).isEqualTo(3601);

    hosts.answer(hosts.on("hv1").setMaxDowntime(web, Duration.ofSeconds(1)));
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.PAUSED);
    hosts.answer(moved);

    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void aPausedGuestHasNothingToCatchUpWith() {
    InstanceId web = hosts.running("hv1", template("web", GIB, 0, 2 * GIB));
    CompletionStage<Done> moved = hosts.migrate(web, "hv1", "hv2");

    hosts.answer(hosts.on("hv1").pause(web));
    hosts.answer(moved);

    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void aGuestThatWasPausedBeforeArrivesPaused() {
    InstanceId web = hosts.running("hv1", "web", 0);
    hosts.answer(hosts.on("hv1").pause(web));

    hosts.answer(hosts.migrate(web, "hv1", "hv2"));

    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.PAUSED);
  }

  @Test
  void anAbortLeavesTheGuestAtTheSource() {
    InstanceId web = hosts.running("hv1", "web", 100 * MIB);
    CompletionStage<Done> moved = hosts.migrate(web, "hv1", "hv2");
    hosts.timeline.advance(Duration.ofSeconds(1));

    hosts.answer(hosts.on("hv1").abortJob(web));
    assertThat(hosts.look("hv1", web).jobActive()).isTrue();
    assertThat(hosts.failure(moved)).hasMessageContaining("aborted");

    assertThat(hosts.failureKind(moved)).isEqualTo(Kind.FAILED);
    assertThat(hosts.look("hv1", web).state()).isEqualTo(GuestState.RUNNING);
    assertThat(hosts.look("hv1", web).jobActive()).isFalse();
    assertThat(hosts.look("hv2", web).state()).isEqualTo(GuestState.ABSENT);
    assertThat(hosts.job("hv1", web)).isEmpty();
    assertThat(hosts.truth().mostRunningCopies(web)).isEqualTo(1);
  }

  @Test
  void aJobThatIsBeingAbortedDoesNotGetToItsSwitchOver() {
    InstanceId web = hosts.running("hv1", "web", 100 * MIB);
    CompletionStage<Done> moved = hosts.migrate(web, "hv1", "hv2");
    hosts.timeline.advance(ROUNDS.minusMillis(1));

    hosts.on("hv1").abortJob(web);
    hosts.on("hv1").setMaxDowntime(web, Duration.ofMinutes(1));
    hosts.timeline.advance(Duration.ofMillis(5));

    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);
    assertThat(hosts.failureKind(moved)).isEqualTo(Kind.FAILED);
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void aJobThatIsBeingAbortedStandsStill() {
    InstanceId web = hosts.running("hv1", template("web", 4 * GIB, 0, 0));
    InstanceId other = hosts.running("hv1", template("other", GIB, 0, 0));
    CompletionStage<Done> moved = hosts.migrate(web, "hv1", "hv2");
    CompletionStage<Done> otherMoved = hosts.migrate(other, "hv1", "hv3");
    hosts.timeline.advance(Duration.ofMillis(1999));

    hosts.on("hv1").abortJob(web);
    JobInfo before = hosts.job("hv1", web).orElseThrow();
    hosts.timeline.advance(Duration.ofMillis(5));
    JobInfo after = hosts.job("hv1", web).orElseThrow();

    assertThat(hosts.state("hv3", other)).isEqualTo(GuestState.RUNNING);
    assertThat(before.memoryRemaining()).isEqualTo(4 * GIB - 1_073_204_953);
    assertThat(after.memoryRemaining()).isEqualTo(before.memoryRemaining());
    assertThat(hosts.failureKind(moved)).isEqualTo(Kind.FAILED);
    hosts.answer(otherMoved);
  }

  @Test
  void anAbortDoesNotReachTheNextJob() {
    InstanceId web = hosts.running("hv1", "web", 0);
    CompletionStage<Done> first = hosts.migrate(web, "hv1", "hv2");
    hosts.on("hv1").abortJob(web);
    hosts.fleet.inject(PartitionFault.of("hv1", "hv2"));
    hosts.fleet.heal(FaultSelector.ALL);

    CompletionStage<Done> second = hosts.migrate(web, "hv1", "hv2");

    assertThat(hosts.failure(first)).hasMessageContaining("cannot reach");
    hosts.answer(second);
    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void aDowntimeThatIsLongEnoughForTheRestActsAtOnce() {
    InstanceId web = hosts.running("hv1", template("web", 4 * GIB, 0, 0));
    hosts.migrate(web, "hv1", "hv2");
    hosts.timeline.advance(Duration.ofSeconds(1));

    hosts.on("hv1").setMaxDowntime(web, Duration.ofMillis(2999));
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);
    hosts.on("hv1").setMaxDowntime(web, Duration.ofSeconds(3));

    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.PAUSED);
  }

  @Test
  void ticksThatComeEarlyChangeNothing() {
    FleetHarness early = new FleetHarness(MigrationTest::halvingLongWaits);
    InstanceId web = early.running("hv1", "web", 100 * MIB);
    Duration before = early.timeline.elapsed();

    early.answer(early.migrate(web, "hv1", "hv2"));

    assertThat(early.timeline.elapsed().minus(before))
        .isBetween(ROUNDS.plus(PAUSE), ROUNDS.plus(PAUSE).plusMillis(10));
  }

  /** A clock so coarse that what waits is woken too early. */
  private static Timeline halvingLongWaits(ManualTimeline exact) {
    return new Timeline() {
      @Override
      public Instant now() {
        return exact.now();
      }

      @Override
      public Duration elapsed() {
        return exact.elapsed();
      }

      @Override
      public Scheduled after(Duration delay, Runnable task) {
        boolean shortWait = delay.compareTo(Duration.ofMillis(1)) < 0;
        return exact.after(shortWait ? Duration.ofMillis(1) : delay.dividedBy(2), task);
      }
    };
  }

  @Test
  void anAbortInTheSwitchOverIsTooLate() {
    InstanceId web = hosts.running("hv1", "web", 100 * MIB);
    CompletionStage<Done> moved = hosts.migrate(web, "hv1", "hv2");
    hosts.timeline.advance(ROUNDS.plusMillis(1));

    assertThat(hosts.failureKind(hosts.on("hv1").abortJob(web))).isEqualTo(Kind.INVALID_STATE);
    hosts.answer(moved);

    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void postCopyRunsTheGuestAtTheDestinationAtOnce() {
    InstanceId web = hosts.running("hv1", template("web", 4 * GIB, 0, 2 * GIB));
    CompletionStage<Done> moved = hosts.migrate(web, "hv1", "hv2");
    hosts.timeline.advance(Duration.ofSeconds(1));

    hosts.on("hv1").startPostCopy(web);
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.HANDED_OVER);
    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.RUNNING);
    assertThat(hosts.truth().runningCopies(web)).isEqualTo(1);
    assertThat(hosts.failureKind(hosts.on("hv1").abortJob(web))).isEqualTo(Kind.INVALID_STATE);
    assertThat(hosts.failureKind(hosts.on("hv1").resume(web))).isEqualTo(Kind.INVALID_STATE);

    // 3 GiB were not sent and 2 GiB of the sent were dirtied: all 4 GiB are lacking.
    hosts.timeline.advance(Duration.ofMillis(3990));
    assertThat(moved).isNotDone();
    hosts.answer(moved);
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.ABSENT);
    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.RUNNING);
    assertThat(hosts.truth().mostRunningCopies(web)).isEqualTo(1);
  }

  @Test
  void aPostCopyThatBrokeGoesOnWhereItWasOnceItsLinkIsBack() {
    FleetHarness harness = new FleetHarness();
    InstanceId id = harness.running("hv1", "web-1", 2 * GIB);
    CompletionStage<Done> first = harness.migrate(id, "hv1", "hv2");
    harness.timeline.advance(Duration.ofSeconds(2));
    harness.answer(harness.on("hv1").startPostCopy(id));
    harness.timeline.advance(Duration.ofSeconds(1));
    long left = harness.job("hv1", id).orElseThrow().memoryRemaining();
    harness.fleet.inject(PartitionFault.of("hv1", "hv2"));
    assertThat(harness.failure(first)).hasMessageContaining("cannot reach each other");
    assertThat(harness.state("hv1", id)).isEqualTo(GuestState.POST_COPY_BROKEN);
    assertThat(harness.state("hv2", id)).isEqualTo(GuestState.POST_COPY_BROKEN);
    MigrateCall resume =
        new MigrateCall(id, "hv2", "simulated://hv2", false, true, 0, Duration.ZERO, true);
    assertThat(harness.failure(harness.on("hv1").migrate(resume)))
        .hasMessageContaining("cannot reach");

    harness.fleet.heal(FaultSelector.ALL);
    CompletionStage<Done> second = harness.on("hv1").migrate(resume);
    harness.timeline.advance(Duration.ofMillis(10));
    assertThat(harness.state("hv1", id)).isEqualTo(GuestState.HANDED_OVER);
    assertThat(harness.state("hv2", id)).isEqualTo(GuestState.RUNNING);
    assertThat(harness.job("hv1", id).orElseThrow().memoryRemaining()).isBetween(1L, left);
    harness.answer(second);
    assertThat(harness.state("hv1", id)).isEqualTo(GuestState.ABSENT);
    assertThat(harness.state("hv2", id)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void onlyAPostCopyThatBrokeAndOfWhichBothHalvesAreThereCanBeResumed() {
    FleetHarness harness = new FleetHarness();
    InstanceId id = harness.running("hv1", "web-1", 2 * GIB);
    MigrateCall resume =
        new MigrateCall(id, "hv2", "simulated://hv2", false, true, 0, Duration.ZERO, true);
    assertThat(harness.failure(harness.on("hv1").migrate(resume)))
        .hasMessageContaining("no post-copy to hv2 to resume");
    harness.migrate(id, "hv1", "hv2");
    harness.timeline.advance(Duration.ofSeconds(2));
    harness.answer(harness.on("hv1").startPostCopy(id));
    harness.fleet.inject(GuestFault.of(id, FaultKind.GUEST_CRASH));

    assertThat(harness.state("hv1", id)).isEqualTo(GuestState.POST_COPY_BROKEN);
    assertThat(harness.failure(harness.on("hv1").migrate(resume)))
        .hasMessageContaining("no post-copy to hv2 to resume");
    assertThat(harness.state("hv1", id)).isEqualTo(GuestState.POST_COPY_BROKEN);
  }

  @Test
  void postCopyWaitsForTheDisks() {
    InstanceId web = hosts.running("hv1", template("web", GIB, 4 * GIB, 0));
    hosts.on("hv1").migrate(order(web, "hv2", true, 0, FleetHarness.DOWNTIME));

    assertThat(hosts.failureKind(hosts.on("hv1").startPostCopy(web))).isEqualTo(Kind.INVALID_STATE);
    hosts.timeline.advance(Duration.ofSeconds(2));

    hosts.answer(hosts.on("hv1").startPostCopy(web));
  }

  @Test
  void aGuestThatIsDestroyedAtTheSourceTakesItsIncomingCopyAlong() {
    InstanceId web = hosts.running("hv1", "web", 100 * MIB);
    CompletionStage<Done> moved = hosts.migrate(web, "hv1", "hv2");

    hosts.answer(hosts.on("hv1").destroy(web));

    assertThat(hosts.failureKind(moved)).isEqualTo(Kind.FAILED);
    assertThat(hosts.truth().guests("hv1")).isEmpty();
    assertThat(hosts.truth().guests("hv2")).isEmpty();
  }

  @Test
  void anIncomingCopyThatIsDestroyedLeavesTheGuestAtTheSource() {
    InstanceId web = hosts.running("hv1", "web", 100 * MIB);
    CompletionStage<Done> moved = hosts.migrate(web, "hv1", "hv2");
    hosts.timeline.advance(ROUNDS.plusMillis(1));

    hosts.answer(hosts.on("hv2").destroy(web));

    assertThat(hosts.failureKind(moved)).isEqualTo(Kind.FAILED);
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);
    assertThat(hosts.truth().leaving("hv1")).isEmpty();
  }

  @Test
  void aClosedConnectionDoesNotStopATransfer() {
    InstanceId web = hosts.running("hv1", "web", 100 * MIB);
    CompletionStage<Done> moved = hosts.migrate(web, "hv1", "hv2");

    CompletionStage<HostFacts> heardElsewhere = hosts.fleet.connect("hv1").hypervisor().connect();

    hosts.on("hv1").close();
    hosts.answer(heardElsewhere);
    assertThat(hosts.failureKind(moved)).isEqualTo(Kind.UNREACHABLE);
    hosts.timeline.advance(Duration.ofSeconds(10));

    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void refusesWhatCannotBegin() {
    InstanceId web = hosts.running("hv1", "web", 100 * MIB);
    hosts.running("hv2", "web", 0);

    assertThat(hosts.failureKind(hosts.migrate(FleetHarness.id("none"), "hv1", "hv3")))
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(hosts.failureKind(hosts.migrate(web, "hv1", "hv2"))).isEqualTo(Kind.ALREADY_EXISTS);
    assertThat(hosts.failureKind(hosts.migrate(web, "hv1", "hv1"))).isEqualTo(Kind.NOT_SUPPORTED);
    assertThat(hosts.failureKind(hosts.migrate(web, "hv1", "hv9"))).isEqualTo(Kind.FAILED);
    hosts.migrate(web, "hv1", "hv3");
    assertThat(hosts.failureKind(hosts.migrate(web, "hv1", "hv2"))).isEqualTo(Kind.INVALID_STATE);
  }

  @Test
  void aDiskThatIsNotSharedMustBeCopied() {
    hosts.fleet.addHost(new SimulatedHostSpec("island", new Flavor(1, GIB, GIB), GIB, false));
    InstanceId web = hosts.running("hv1", template("web", GIB, 4 * GIB, 0));

    assertThat(hosts.failureKind(hosts.migrate(web, "hv1", "island")))
        .isEqualTo(Kind.NOT_SUPPORTED);

    hosts.answer(hosts.on("hv1").migrate(order(web, "island", true, 0, FleetHarness.DOWNTIME)));
    assertThat(hosts.state("island", web)).isEqualTo(GuestState.RUNNING);
    InstanceId diskless = hosts.running("hv1", template("diskless", GIB, 0, 0));
    hosts.answer(hosts.migrate(diskless, "hv1", "island"));
  }

  @Test
  void nothingTakesTimeInAnImmediateFleet() {
    FleetHarness immediate = new FleetHarness(FleetSettings.immediate());
    InstanceId web = FleetHarness.id("web");
    Duration before = immediate.timeline.elapsed();

    immediate.answer(immediate.on("hv1").create(template("web", GIB, 0, 2 * GIB)));
    immediate.answer(immediate.migrate(web, "hv1", "hv2"));

    assertThat(immediate.state("hv2", web)).isEqualTo(GuestState.RUNNING);
    assertThat(immediate.timeline.elapsed()).isEqualTo(before);
    assertThat(immediate.truth().mostRunningCopies(web)).isEqualTo(1);
  }
}
