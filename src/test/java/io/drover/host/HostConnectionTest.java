package io.drover.host;

import static io.drover.host.HostHarness.FACTS;
import static io.drover.host.HostHarness.destroy;
import static io.drover.host.HostHarness.id;
import static io.drover.host.HostHarness.migrate;
import static io.drover.host.HostHarness.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorException;
import io.drover.model.Flavor;
import io.drover.model.HostState;
import io.drover.model.InstanceId;
import io.drover.model.Notice;
import io.drover.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

/** How a host's actor finds out whether its host can be worked with, and what follows from it. */
@ExtendWith({TestKitJUnit5Extension.class, LogCapturingExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostConnectionTest {
  private static final InstanceId WEB = id("web-1");
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(2);
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final Duration INFO_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);
  private static final String HEARTBEATS =
      "heartbeat-interval = 5 s, heartbeat-misses = 2, disk-scan-interval = 10 d";

  @JUnit5TestKit
  public final ActorTestKit kit =
      new JUnit5TestKitBuilder().withCustomConfig(ManualClock.config()).build();

  /** As many calls as make a host unreachable are past their deadlines. */
  private static List<FakeHypervisor.Asked> stuckCalls(HostHarness host, int calls) {
    List<FakeHypervisor.Asked> stuck = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      host.perform(destroy(i));
      stuck.add(host.hypervisor.next("destroy"));
    }
    host.pass(CALL_TIMEOUT);
    return stuck;
  }

  @Test
  void connectsAtOnceAndReportsTheGuestsThatAreThere() {
    try (HostHarness host = new HostHarness(kit, "")) {
      assertThat(host.state()).isEqualTo(HostState.CONNECTING);

      HostReport.StateChanged report = host.comesUp(running(WEB));

      assertThat(report)
          .isEqualTo(new HostReport.StateChanged("hv1", HostState.UP, List.of(running(WEB))));
      Notice.HostChanged notice = host.notices.expectMessageClass(Notice.HostChanged.class);
      assertThat(notice.state()).isEqualTo(HostState.UP);
    }
  }

  @Test
  void questionsAskedBeforeTheFirstAttemptHasEndedAreAnsweredAfterIt() {
    try (HostHarness host = new HostHarness(kit, "")) {
      TestProbe<Sighting> look = host.look(WEB);
      TestProbe<HostActor.HostCheck> check = host.check(WEB, Flavor.NONE, false);
      TestProbe<Done> settled = host.whenSettled();
      host.assertSilent(settled, Done.getInstance());

      host.comesUp(running(WEB));

      settled.receiveMessage();
      assertThat(check.receiveMessage().state()).isEqualTo(HostState.UP);
      host.pass(Duration.ofMillis(5));
      host.hypervisor.next("look").returns(Map.of(WEB, running(WEB)));
      look.expectMessage(Sighting.of("hv1", running(WEB)));
    }
  }

  @Test
  void aHostThatCannotBeReachedAtFirstIsSettledTooAndTriedAgain() {
    try (HostHarness host = new HostHarness(kit, "")) {
      TestProbe<Sighting> look = host.look(WEB);
      TestProbe<Done> settled = host.whenSettled();

      host.hypervisor.next("connect").fails(HypervisorException.Kind.UNREACHABLE, "no route");

      settled.receiveMessage();
      look.expectMessage(Sighting.hostLost("hv1", "no route"));
      assertThat(host.nextState().state()).isEqualTo(HostState.UNREACHABLE);
      host.pass(PROBE_INTERVAL.minusMillis(1));
      host.assertNothingAsked();
      host.pass(Duration.ofMillis(1));
      host.comesUp();
    }
  }

  @Test
  void aConnectionThatIsNotThereInTimeIsTriedAgain() {
    try (HostHarness host = new HostHarness(kit, "")) {
      host.hypervisor.next("connect");
      host.pass(Duration.ofSeconds(10));

      assertThat(host.nextState().state()).isEqualTo(HostState.UNREACHABLE);
      host.pass(PROBE_INTERVAL);
      host.comesUp();
    }
  }

  @Test
  void aHostWhoseGuestsCannotBeListedIsNotUp() {
    try (HostHarness host = new HostHarness(kit, "")) {
      host.hypervisor.next("connect").returns(FACTS);
      host.hypervisor.next("list").fails(HypervisorException.Kind.FAILED, "internal error");

      assertThat(host.nextState().state()).isEqualTo(HostState.UNREACHABLE);
    }
  }

  @Test
  void anUnreachableHostAnswersAtOnceThatNothingWasDone() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.getsLost();

      CallResult notAsked =
          CallResult.notDone(CallResult.Failure.UNREACHABLE, "hv1 cannot be reached: no route");
      host.perform(destroy(1)).expectMessage(notAsked);
      host.perform(migrate(1)).expectMessage(notAsked);
      assertThat(host.askJob(WEB).receiveMessage().result()).isEqualTo(notAsked);
      assertThat(host.compare(FACTS).receiveMessage().result()).isEqualTo(notAsked);
      host.look(WEB).expectMessage(Sighting.hostLost("hv1", "no route"));
      assertThat(host.facts().facts()).isNull();
      assertThat(host.check(WEB, Flavor.NONE, false).receiveMessage().state())
          .isEqualTo(HostState.UNREACHABLE);
      host.assertNothingAsked();
    }
  }

  @Test
  void aHostThatIsOffAnswersAtOnceAndItsGuestsAreKnownNotToRun() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      assertThat(host.goesDown().state()).isEqualTo(HostState.DOWN);

      host.perform(destroy(1))
          .expectMessage(CallResult.notDone(CallResult.Failure.HOST_DOWN, "hv1 is down"));
      Sighting sighting = host.look(WEB).receiveMessage();
      assertThat(sighting.hostDown()).isTrue();
      assertThat(sighting.state()).isEqualTo(GuestState.ABSENT);
      host.assertNothingAsked();
    }
  }

  @Test
  void aHostThatWasOffAndDoesNotAnswerAnyMoreIsNoEvidenceAnyMore() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.goesDown();
      host.pass(PROBE_INTERVAL);
      host.hypervisor.next("connect").fails(HypervisorException.Kind.UNREACHABLE, "no route");

      assertThat(host.nextState().state()).isEqualTo(HostState.UNREACHABLE);
      host.look(WEB).expectMessage(Sighting.hostLost("hv1", "no route"));
    }
  }

  @Test
  void aLossAnswersWhatWasNotMadeAndGivesUpWhatHasNoDeadline() {
    try (HostHarness host = HostHarness.up(kit, "control-calls = 2, bulk-calls = 1")) {
      TestProbe<CallResult> made = host.perform(destroy(1));
      FakeHypervisor.Asked underWay = host.hypervisor.next("destroy");
      TestProbe<CallResult> migrating = host.perform(migrate(1));
      FakeHypervisor.Asked migration = host.hypervisor.next("migrate");
      TestProbe<CallResult> migrationQueued = host.perform(migrate(2));
      host.perform(destroy(2));
      FakeHypervisor.Asked failing = host.hypervisor.next("destroy");
      TestProbe<CallResult> queued = host.perform(destroy(3));

      failing.fails(HypervisorException.Kind.UNREACHABLE, "no route");

      CallResult notMade =
          CallResult.notDone(CallResult.Failure.UNREACHABLE, "hv1 cannot be reached: no route");
      queued.expectMessage(notMade);
      migrationQueued.expectMessage(notMade);
      migrating.expectMessage(
          CallResult.unknown(CallResult.Failure.UNREACHABLE, "hv1 cannot be reached: no route"));
      host.assertUnanswered(made);
      underWay.done();
      made.expectMessage(CallResult.DONE);
      migration.done();
      host.assertUnanswered(migrating);
      host.assertNothingAsked();
    }
  }

  @Test
  void probingBringsAHostBackWithTheGuestsThatAreThere() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.getsLost();
      host.pass(PROBE_INTERVAL);
      host.hypervisor.next("connect").fails(HypervisorException.Kind.UNREACHABLE, "no route");
      host.pass(PROBE_INTERVAL);

      assertThat(host.comesUp(running(WEB)).guests()).containsExactly(running(WEB));

      TestProbe<CallResult> asker = host.perform(destroy(1));
      host.hypervisor.next("destroy").done();
      asker.expectMessage(CallResult.DONE);
    }
  }

  @Test
  void aLossIsReportedOnceHoweverOftenItIsFoundOut() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.perform(destroy(1));
      host.perform(destroy(2));
      FakeHypervisor.Asked first = host.hypervisor.next("destroy");
      FakeHypervisor.Asked second = host.hypervisor.next("destroy");

      LoggingTestKit.warn("host hv1 is unreachable: no route")
          .withOccurrences(1)
          .expect(
              kit.system(),
              () -> {
                first.fails(HypervisorException.Kind.UNREACHABLE, "no route");
                second.fails(HypervisorException.Kind.UNREACHABLE, "no route");
                return host.describe();
              });

      assertThat(host.nextState().state()).isEqualTo(HostState.UNREACHABLE);
      host.assertNoReport();
    }
  }

  @Test
  void asManyStuckCallsAsAreAllowedMakeTheHostUnreachable() {
    try (HostHarness host = HostHarness.up(kit, "stuck-calls = 3")) {
      stuckCalls(host, 2);
      assertThat(host.state()).isEqualTo(HostState.UP);

      stuckCalls(host, 1);

      assertThat(host.nextState().state()).isEqualTo(HostState.UNREACHABLE);
      assertThat(host.perform(destroy(9)).receiveMessage().message())
          .isEqualTo("hv1 cannot be reached: 3 calls to it have not returned");
    }
  }

  @Test
  void stuckCallsMustReturnBeforeTheHostCanBeWorkedWithAgain() {
    try (HostHarness host = HostHarness.up(kit, "stuck-calls = 2")) {
      List<FakeHypervisor.Asked> stuck = stuckCalls(host, 2);
      assertThat(host.nextState().state()).isEqualTo(HostState.UNREACHABLE);

      host.pass(PROBE_INTERVAL);
      host.hypervisor.next("connect").returns(FACTS);
      host.assertNothingAsked();
      assertThat(host.state()).isEqualTo(HostState.UNREACHABLE);
      stuck.get(0).done();
      host.pass(PROBE_INTERVAL);

      host.comesUp();
    }
  }

  @Test
  void migrationsThatGoOnAreNotTakenForStuckCalls() {
    try (HostHarness host = HostHarness.up(kit, "stuck-calls = 2, bulk-calls = 4")) {
      for (int i = 0; i < 4; i++) {
        host.perform(migrate(i));
        host.hypervisor.next("migrate");
      }
      host.getsLost();
      host.pass(PROBE_INTERVAL);

      host.comesUp();
      TestProbe<CallResult> abort = host.perform(new HostCall.AbortJob(id("guest-1")));
      host.hypervisor.next("abortJob").done();
      abort.expectMessage(CallResult.DONE);
    }
  }

  @Test
  void whatFailsLateOnAnEarlierConnectionDoesNotCostTheNewOne() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      TestProbe<CallResult> asker = host.perform(destroy(1));
      FakeHypervisor.Asked early = host.hypervisor.next("destroy");
      host.getsLost();
      host.pass(PROBE_INTERVAL);
      host.comesUp();

      early.fails(HypervisorException.Kind.UNREACHABLE, "the connection was closed");

      asker.expectMessage(
          CallResult.unknown(CallResult.Failure.UNREACHABLE, "the connection was closed"));
      assertThat(host.state()).isEqualTo(HostState.UP);
    }
  }

  @Test
  void missedHeartbeatsMakeTheHostUnreachable() {
    try (HostHarness host = HostHarness.up(kit, HEARTBEATS)) {
      host.pass(HEARTBEAT);
      host.hypervisor.next("ping");
      host.pass(INFO_TIMEOUT);
      assertThat(host.state()).isEqualTo(HostState.UP);
      host.hypervisor.next("ping");
      host.pass(INFO_TIMEOUT);

      assertThat(host.nextState().state()).isEqualTo(HostState.UNREACHABLE);
      assertThat(host.look(WEB).receiveMessage().why())
          .isEqualTo("it missed 2 heartbeats; hv1 gave no answer within 5000 ms");
    }
  }

  @Test
  void aHeartbeatThatIsAnsweredMakesUpForOneThatWasMissed() {
    try (HostHarness host = HostHarness.up(kit, HEARTBEATS)) {
      for (int round = 0; round < 3; round++) {
        host.pass(HEARTBEAT);
        host.hypervisor.next("ping").fails(HypervisorException.Kind.FAILED, "busy");
        host.pass(HEARTBEAT);
        host.hypervisor.next("ping").done();
      }

      assertThat(host.state()).isEqualTo(HostState.UP);
    }
  }

  @Test
  void aHeartbeatThatSaysThatTheConnectionIsLostNeedsNoSecond() {
    try (HostHarness host = HostHarness.up(kit, HEARTBEATS)) {
      host.pass(HEARTBEAT);
      host.hypervisor.next("ping").fails(HypervisorException.Kind.HOST_DOWN, "hv1 is off");

      assertThat(host.nextState().state()).isEqualTo(HostState.DOWN);
    }
  }

  @Test
  void aLostHostIsNotAskedForSignsOfLife() {
    try (HostHarness host = HostHarness.up(kit, HEARTBEATS + ", probe-interval = 10 d")) {
      host.getsLost();

      host.pass(Duration.ofMinutes(1));

      host.assertNothingAsked();
    }
  }

  @Test
  void disksThatHangHoldUpNeitherHeartbeatsNorTheNextConnection() {
    try (HostHarness host =
        HostHarness.up(kit, "heartbeat-interval = 60 s, disk-scan-interval = 59 s")) {
      for (int minute = 1; minute <= 10; minute++) {
        host.pass(Duration.ofMinutes(1));
        if (minute == 1) {
          host.hypervisor.next("list");
        }
        host.hypervisor.next("ping").done();
      }
      host.assertNothingAsked();
      assertThat(host.state()).isEqualTo(HostState.UP);
      host.getsLost();
      host.pass(PROBE_INTERVAL);

      host.comesUp();
    }
  }

  @Test
  void probesThatNeverReturnDoNotKeepAHostAwayForEver() {
    try (HostHarness host =
        HostHarness.up(
            kit, "connect-timeout = 1 s, probe-interval = 1 s, stuck-probe-delay = 8 s")) {
      host.getsLost();
      for (int probe = 0; probe < 3; probe++) {
        host.pass(Duration.ofSeconds(1));
        host.hypervisor.next("connect");
        host.pass(Duration.ofSeconds(1));
      }
      passSeconds(host, 8);
      host.assertNothingAsked();
      passSeconds(host, 2);
      host.hypervisor.next("connect");
      passSeconds(host, 16);
      host.assertNothingAsked();
      passSeconds(host, 1);

      host.comesUp();
    }
  }

  private static void passSeconds(HostHarness host, int seconds) {
    for (int second = 0; second < seconds; second++) {
      host.pass(Duration.ofSeconds(1));
    }
  }

  @Test
  void anAttemptToConnectThatFailsLateDoesNotCostALaterOne() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.pass(PROBE_INTERVAL);
      host.hypervisor.endEvents();
      FakeHypervisor.Asked early = host.hypervisor.next("connect");
      host.getsLost();
      host.pass(PROBE_INTERVAL);
      host.comesUp();

      early.fails(HypervisorException.Kind.FAILED, "it took too long");

      assertThat(host.state()).isEqualTo(HostState.UP);
      host.assertNoReport();
    }
  }
}
