package io.drover.host;

import static io.drover.host.HostHarness.FACTS;
import static io.drover.host.HostHarness.destroy;
import static io.drover.host.HostHarness.id;
import static io.drover.host.HostHarness.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorEvent;
import io.drover.hypervisor.HypervisorException;
import io.drover.model.Flavor;
import io.drover.model.HostState;
import io.drover.model.InstanceId;
import io.drover.testing.ManualClock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.apache.pekko.Done;
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

/** What a host's actor hears of its host, and what becomes of that when it stops or restarts. */
@ExtendWith({TestKitJUnit5Extension.class, LogCapturingExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostEventsTest {
  private static final InstanceId WEB = id("web-1");
  private static final InstanceId DB = id("db-1");
  private static final Duration SYNC = Duration.ofSeconds(30);
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(2);

  @JUnit5TestKit
  public final ActorTestKit kit =
      new JUnit5TestKitBuilder().withCustomConfig(ManualClock.config()).build();

  @Test
  void hintsArePassedOnButOnlyFromTheConnectionThatIsThere() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.describe();
      host.hypervisor.tell(new HypervisorEvent.GuestChanged(WEB));
      host.reports.expectMessage(new HostReport.GuestHint("hv1", WEB));

      host.getsLost();
      host.pass(PROBE_INTERVAL);
      host.comesUp();
      host.describe();
      host.hypervisor.tell(new HypervisorEvent.GuestChanged(WEB));

      host.reports.expectMessage(new HostReport.GuestHint("hv1", WEB));
      host.reports.expectNoMessage(Duration.ofMillis(100));
    }
  }

  @Test
  void allGuestsAreToldOfNowAndThenAndThoseThatAreMissedToo() {
    try (HostHarness host = HostHarness.up(kit, "sync-interval = 30 s")) {
      host.claim(WEB, 1, Flavor.NONE);
      host.claim(DB, 1, Flavor.NONE);
      for (int round = 0; round < 2; round++) {
        host.pass(SYNC);
        host.hypervisor.next("list").returns(List.of(running(WEB)));

        host.reports.expectMessage(new HostReport.GuestSeen("hv1", running(WEB)));
        HostReport.GuestSeen missed = host.reports.expectMessageClass(HostReport.GuestSeen.class);
        assertThat(missed.instance()).isEqualTo(DB);
        assertThat(missed.guest().state()).isEqualTo(GuestState.ABSENT);
      }
    }
  }

  @Test
  void aListThatFailsTellsNothingAndALostHostIsNotAskedForOne() {
    try (HostHarness host = HostHarness.up(kit, "sync-interval = 30 s, probe-interval = 10 d")) {
      host.claim(WEB, 1, Flavor.NONE);
      host.pass(SYNC);
      host.hypervisor.next("list").fails(HypervisorException.Kind.FAILED, "no list today");
      host.describe();
      host.reports.expectNoMessage(Duration.ofMillis(100));
      host.getsLost();

      host.pass(SYNC);

      host.assertNothingAsked();
    }
  }

  @Test
  void aLostHostIsNotListenedToAnyMore() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.describe();
      assertThat(host.hypervisor.listeners()).isEqualTo(1);

      host.getsLost();

      host.reports.awaitAssert(
          () -> {
            assertThat(host.hypervisor.listeners()).isZero();
            return Done.getInstance();
          });
    }
  }

  @Test
  void theEndOfTheEventsIsAReasonToConnectAnewAtOnce() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.pass(PROBE_INTERVAL);

      host.hypervisor.endEvents();

      assertThat(host.comesUp(running(WEB)).guests()).containsExactly(running(WEB));
    }
  }

  @Test
  void eventsThatEndAgainAndAgainAreNoReasonToHurry() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.pass(PROBE_INTERVAL);
      host.hypervisor.endEvents();
      host.comesUp();
      host.describe();
      host.hypervisor.endEvents();
      host.reports.expectNoMessage(Duration.ofMillis(100));
      host.assertNothingAsked();

      host.pass(PROBE_INTERVAL);

      host.comesUp();
    }
  }

  @Test
  void aHostWithoutEventsCanBeWorkedWith() {
    try (HostHarness host = new HostHarness(kit, "")) {
      host.hypervisor.next("connect").returns(FACTS);
      FakeHypervisor.Asked listing = host.hypervisor.next("list");
      host.hypervisor.throwFromNowOn(new IllegalStateException("no events here"));
      listing.returns(List.of());
      assertThat(host.nextState().state()).isEqualTo(HostState.UP);
      host.describe();
      host.hypervisor.throwFromNowOn(null);

      TestProbe<CallResult> asker = host.perform(destroy(1));
      host.hypervisor.next("destroy").done();

      asker.expectMessage(CallResult.DONE);
    }
  }

  @Test
  void closesItsHypervisorWhenItStops() {
    HostHarness host = HostHarness.up(kit, "");
    assertThat(host.hypervisor.closed()).isFalse();

    host.close();

    assertThat(host.hypervisor.closed()).isTrue();
  }

  @Test
  void aConnectionThatCannotBeClosedEndsNobodyElse() {
    HostHarness host = HostHarness.up(kit, "");
    host.hypervisor.failToClose();
    TestProbe<Object> watcher = kit.createTestProbe();

    LoggingTestKit.warn("the connection to hv1 could not be closed")
        .expect(
            kit.system(),
            () -> {
              host.close();
              return null;
            });

    watcher.expectTerminated(host.host);
  }

  @Test
  void afterARestartItReportsItsGuestsSoThatTheyClaimAgain() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.claim(WEB, 2, Flavor.NONE);
      crash(host);
      assertThat(host.describe().claims()).isEmpty();

      HostReport.StateChanged report = host.comesUp(running(WEB));
      report
          .guests()
          .forEach(
              guest ->
                  host.host.tell(
                      new HostActor.Reclaim(List.of(new LedgerEntry(guest.id(), 2, Flavor.NONE)))));

      assertThat(host.describe().claims()).containsExactly(WEB);
    }
  }

  @Test
  void anAnswerToACallFromBeforeARestartIsNotTakenForAnother() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.perform(destroy(1));
      FakeHypervisor.Asked old = host.hypervisor.next("destroy");
      crash(host);
      host.comesUp();
      TestProbe<CallResult> asker = host.perform(destroy(2));
      FakeHypervisor.Asked young = host.hypervisor.next("destroy");

      old.done();

      host.assertUnanswered(asker);
      young.fails(HypervisorException.Kind.NOT_FOUND, "no such guest");
      asker.expectMessage(CallResult.notDone(CallResult.Failure.NOT_FOUND, "no such guest"));
    }
  }

  @Test
  void whoWaitsForAnAnswerWhenItFailsHasOneAtOnce() {
    try (HostHarness host = HostHarness.up(kit, "control-calls = 1")) {
      TestProbe<CallResult> made = host.perform(HostHarness.destroy(1));
      host.hypervisor.next("destroy");
      TestProbe<CallResult> queued = host.perform(HostHarness.destroy(2));
      TestProbe<CallResult> migrating = host.perform(HostHarness.migrate(3));
      host.hypervisor.next("migrate");
      TestProbe<Sighting> looking = host.look(HostHarness.id("guest-4"));
      crash(host);

      assertThat(made.receiveMessage().outcome()).isEqualTo(CallResult.Outcome.UNKNOWN);
      assertThat(queued.receiveMessage().outcome()).isEqualTo(CallResult.Outcome.NOT_DONE);
      CallResult migration = migrating.receiveMessage();
      assertThat(migration.outcome()).isEqualTo(CallResult.Outcome.UNKNOWN);
      assertThat(migration.returned()).as("it may move the guest yet").isFalse();
      assertThat(looking.receiveMessage().evidence()).isNull();
    }
  }

  @Test
  void whoWaitsForTheFirstConnectionWhenItFailsIsAnsweredByTheNextIncarnation() {
    try (HostHarness host = new HostHarness(kit, "")) {
      TestProbe<HostActor.HostCheck> asker =
          host.check(HostHarness.id("guest-1"), Flavor.NONE, false);
      fail(host);
      host.comesUp();

      assertThat(asker.receiveMessage().state()).isEqualTo(HostState.UP);
    }
  }

  /** An answer that breaks the port's contract makes the actor fail; its parent restarts it. */
  private void crash(HostHarness host) {
    host.pass(PROBE_INTERVAL);
    host.hypervisor.endEvents();
    fail(host);
  }

  private void fail(HostHarness host) {
    host.hypervisor.next("connect").returns(FACTS);
    FakeHypervisor.Asked list = host.hypervisor.next("list");
    LoggingTestKit.error(NullPointerException.class)
        .expect(
            kit.system(),
            () -> {
              list.returns(Collections.singletonList(null));
              return host.describe();
            });
  }
}
