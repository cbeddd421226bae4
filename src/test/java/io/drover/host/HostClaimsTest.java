package io.drover.host;

import static io.drover.host.HostHarness.CAPACITY;
import static io.drover.host.HostHarness.GIB;
import static io.drover.host.HostHarness.id;
import static io.drover.host.HostHarness.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.DiskInfo;
import io.drover.hypervisor.HypervisorException;
import io.drover.model.Flavor;
import io.drover.model.HostState;
import io.drover.model.InstanceId;
import io.drover.model.Notice;
import io.drover.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.annotations.JUnit5TestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.JUnit5TestKitBuilder;
import org.apache.pekko.actor.testkit.typed.javadsl.LogCapturingExtension;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestKitJUnit5Extension;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a host's actor says and does about what is placed on it. */
@ExtendWith({TestKitJUnit5Extension.class, LogCapturingExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostClaimsTest {
  private static final InstanceId WEB = id("web-1");
  private static final InstanceId DB = id("db-1");
  private static final Flavor HALF = new Flavor(4, 8 * GIB, 50 * GIB);
  private static final Flavor NOTHING = Flavor.NONE;
  private static final String SCANNING =
      "disk-scan-interval = 60 s, disk-scan-parallelism = 2, heartbeat-interval = 10 d";

  @JUnit5TestKit
  public final ActorTestKit kit =
      new JUnit5TestKitBuilder().withCustomConfig(ManualClock.config()).build();

  @Test
  void aClaimThatIsMadeTwiceCountsOnce() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      assertThat(host.claim(WEB, 1, HALF).ok()).isTrue();
      assertThat(host.claim(WEB, 1, HALF).ok()).isTrue();

      assertThat(host.describe().claimed()).isEqualTo(HALF);
      assertThat(host.describe().claims()).containsExactly(WEB);
      assertThat(host.describe().capacity()).isEqualTo(CAPACITY);
    }
  }

  @Test
  void aFullHostRefusesAndSaysWhatItIsShortOf() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      assertThat(host.claim(WEB, 1, CAPACITY).ok()).isTrue();

      HostActor.Claimed refused = host.claim(DB, 1, new Flavor(1, GIB, GIB));

      assertThat(refused.ok()).isFalse();
      assertThat(refused.shortage())
          .isEqualTo(
              "hv1 has 8 of 8 processors, 16384 of 16384 MiB memory and 100 of 100 GiB disk claimed;"
                  + " 1 processors, 1024 MiB and 1 GiB are asked for");
      assertThat(host.describe().claims()).containsExactly(WEB);
    }
  }

  @Test
  void whatIsThereAlreadyIsClaimedWhetherOrNotItFits() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      assertThat(host.claim(WEB, 1, CAPACITY).ok()).isTrue();

      host.host.tell(new HostActor.Reclaim(List.of(new LedgerEntry(DB, 1, HALF))));

      assertThat(host.describe().claims()).containsExactly(DB, WEB);
      assertThat(host.describe().claimed()).isEqualTo(CAPACITY.plus(HALF));
    }
  }

  @Test
  void aReleaseOfAnEarlierPlacementDoesNotTouchALaterOne() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      assertThat(host.claim(WEB, 3, HALF).ok()).isTrue();

      host.release(WEB, 2);
      assertThat(host.describe().claims()).containsExactly(WEB);

      host.release(WEB, 3);
      assertThat(host.describe().claimed()).isEqualTo(NOTHING);
      host.release(WEB, 3);
    }
  }

  @Test
  void checkingClaimsNothing() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      HostActor.HostCheck check = host.check(WEB, CAPACITY, false).receiveMessage();

      assertThat(check)
          .isEqualTo(new HostActor.HostCheck("hv1", HostState.UP, true, "", HostMarks.NONE));
      assertThat(host.describe().claims()).isEmpty();
    }
  }

  @Test
  void aCheckIsAnsweredOnceAllThatWasUnfinishedAtTheStartHasItsClaim() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.host.tell(HostActor.Admission.HOLD);
      TestProbe<HostActor.HostCheck> check = host.check(DB, HALF, false);
      host.describe();
      check.expectNoMessage(Duration.ZERO);

      host.host.tell(new HostActor.Reclaim(List.of(new LedgerEntry(WEB, 1, CAPACITY))));
      host.host.tell(HostActor.Admission.ADMIT);
      assertThat(check.receiveMessage().shortage()).contains("8 of 8 processors");
    }
  }

  @Test
  void aCheckSaysWhatIsShortAndDoesNotCountTheInstancesOwnClaim() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      assertThat(host.claim(WEB, 1, CAPACITY).ok()).isTrue();

      assertThat(host.check(WEB, CAPACITY, false).receiveMessage().shortage()).isEmpty();
      assertThat(host.check(DB, HALF, false).receiveMessage().shortage())
          .contains("8 of 8 processors");
    }
  }

  @Test
  void aLocalDiskMustAlsoFitBehindWhatTheOtherDisksMayStillGrowTo() {
    try (HostHarness host = HostHarness.up(kit, SCANNING)) {
      host.pass(Duration.ofSeconds(60));
      host.hypervisor.next("list").returns(List.of(running(WEB), running(DB)));
      host.hypervisor.next("diskInfo").returns(List.of(new DiskInfo(40 * GIB, 10 * GIB)));
      host.hypervisor.next("diskInfo").returns(List.of(new DiskInfo(30 * GIB, 5 * GIB)));
      host.notices.expectMessageClass(Notice.HostChanged.class);
      Notice.DiskOverCommit notice = host.notices.expectMessageClass(Notice.DiskOverCommit.class);

      assertThat(notice.bytes()).isEqualTo(55 * GIB);
      assertThat(notice.guests()).isEqualTo(2);
      assertThat(host.check(id("new"), HALF, false).receiveMessage().shortage()).isEmpty();
      assertThat(
              host.check(id("new"), new Flavor(1, GIB, 30 * GIB), true).receiveMessage().shortage())
          .as("30 GiB are left of 100: 15 are occupied, 55 promised beyond that")
          .isEmpty();
      assertThat(host.check(id("new"), HALF, true).receiveMessage().shortage())
          .isEqualTo(
              "hv1 has promised 56320 MiB of disk beyond what its guests occupy, too much for 51200"
                  + " MiB more");
    }
  }

  @Test
  void aSumThatIsTheSameAsTheLastIsNotToldAgain() {
    try (HostHarness host = HostHarness.up(kit, SCANNING)) {
      TestProbe<Notice> notices = host.notices;
      for (int scan = 0; scan < 3; scan++) {
        host.pass(Duration.ofSeconds(60));
        host.hypervisor.next("list").returns(scan < 2 ? List.of() : List.of(running(WEB)));
        if (scan == 2) {
          host.hypervisor.next("diskInfo").returns(List.of(new DiskInfo(GIB, 0)));
        }
      }

      assertThat(
              notices.receiveSeveralMessages(3).stream()
                  .filter(Notice.DiskOverCommit.class::isInstance)
                  .map(notice -> ((Notice.DiskOverCommit) notice).guests()))
          .containsExactly(0, 1);
    }
  }

  @Test
  void aScanThatFailsIsSaidAndTheLastSumStays() {
    try (HostHarness host = HostHarness.up(kit, SCANNING)) {
      host.pass(Duration.ofSeconds(60));
      LoggingTestKit.warn("the disks of hv1 could not be summed up: storage is gone")
          .expect(
              kit.system(),
              () -> {
                host.hypervisor
                    .next("list")
                    .fails(HypervisorException.Kind.FAILED, "storage is gone");
                return host.describe();
              });

      assertThat(host.state()).isEqualTo(HostState.UP);
    }
  }
}
