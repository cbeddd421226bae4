package io.drover.host;

import static io.drover.host.HostHarness.CAPACITY;
import static io.drover.host.HostHarness.destroy;
import static io.drover.host.HostHarness.id;
import static io.drover.host.HostHarness.migrate;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.HypervisorException;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.network.Vif;
import io.drover.storage.IfMissing;
import io.drover.storage.Volume;
import io.drover.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.annotations.JUnit5TestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.JUnit5TestKitBuilder;
import org.apache.pekko.actor.testkit.typed.javadsl.LogCapturingExtension;
import org.apache.pekko.actor.testkit.typed.javadsl.TestKitJUnit5Extension;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a host's actor does with effects: budgets, order, deadlines, results. */
@ExtendWith({TestKitJUnit5Extension.class, LogCapturingExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostCallsTest {
  private static final InstanceId ID = id("web-1");
  private static final List<Vif> VIFS = Vif.of(ID, 1);
  private static final List<Volume> VOLUMES = List.of(new Volume(ID, 0, 1));
  private static final DomainTemplate TEMPLATE =
      new DomainTemplate(ID, new InstanceSpec("web-1", CAPACITY, 1, 0), VIFS, VOLUMES);

  @JUnit5TestKit
  public final ActorTestKit kit =
      new JUnit5TestKitBuilder().withCustomConfig(ManualClock.config()).build();

  static Stream<Arguments> calls() {
    return Stream.of(
        Arguments.of(new HostCall.Create(TEMPLATE), "create", List.of(TEMPLATE), 30),
        Arguments.of(new HostCall.Destroy(ID), "destroy", List.of(ID), 15),
        Arguments.of(new HostCall.Shutdown(ID), "shutdown", List.of(ID), 15),
        Arguments.of(new HostCall.Resume(ID), "resume", List.of(ID), 15),
        Arguments.of(new HostCall.AbortJob(ID), "abortJob", List.of(ID), 15),
        Arguments.of(
            new HostCall.SetMaxDowntime(ID, Duration.ofMillis(90)),
            "setMaxDowntime",
            List.of(ID, Duration.ofMillis(90)),
            15),
        Arguments.of(new HostCall.PlugVifs(ID, VIFS), "plug", List.of(ID, VIFS), 20),
        Arguments.of(new HostCall.UnplugVifs(ID, VIFS), "unplug", List.of(ID, VIFS), 20),
        Arguments.of(
            new HostCall.ConnectVolumes(ID, VOLUMES, IfMissing.FAIL),
            "connectVolumes",
            List.of(ID, VOLUMES, IfMissing.FAIL),
            20),
        Arguments.of(
            new HostCall.DisconnectVolumes(ID, VOLUMES),
            "disconnectVolumes",
            List.of(ID, VOLUMES),
            20));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void eachCallReachesItsPortAndIsDone(HostCall call, String port, List<?> about) {
    try (HostHarness host = HostHarness.up(kit, "")) {
      TestProbe<CallResult> asker = host.perform(call);

      FakeHypervisor.Asked asked = host.hypervisor.next(port);
      asked.done();

      assertThat(asked.about()).isEqualTo(about);
      assertThat(call.instance()).isEqualTo(ID);
      asker.expectMessage(CallResult.DONE);
    }
  }

  @ParameterizedTest
  @MethodSource("calls")
  void eachCallIsUnknownAfterItsOwnDeadlineAndNotBefore(
      HostCall call, String port, List<?> about, int seconds) {
    try (HostHarness host = HostHarness.up(kit, "")) {
      TestProbe<CallResult> asker = host.perform(call);
      host.hypervisor.next(port);

      host.pass(Duration.ofSeconds(seconds).minusMillis(1));
      host.assertUnanswered(asker);
      host.pass(Duration.ofMillis(1));

      CallResult result = asker.receiveMessage();
      assertThat(result.outcome()).isEqualTo(CallResult.Outcome.UNKNOWN);
      assertThat(result.failure()).isEqualTo(CallResult.Failure.TIMEOUT);
      assertThat(result.message()).isEqualTo("hv1 gave no answer within %d000 ms", seconds);
    }
  }

  @Test
  void whatUndoesACallWaitsForItsEndOrItsDeadline() {
    try (HostHarness host = HostHarness.up(kit, "command-timeout = 20 s")) {
      host.perform(new HostCall.PlugVifs(ID, VIFS));
      FakeHypervisor.Asked plug = host.hypervisor.next("plug");
      host.perform(new HostCall.UnplugVifs(ID, VIFS));
      host.perform(new HostCall.ConnectVolumes(ID, VOLUMES, IfMissing.MAKE));
      host.hypervisor.next("connectVolumes");
      host.perform(new HostCall.DisconnectVolumes(ID, VOLUMES));
      host.describe();
      host.assertNothingAsked();

      plug.done();
      host.hypervisor.next("unplug").done();
      host.pass(Duration.ofSeconds(15));
      host.perform(new HostCall.DisconnectVolumes(ID, VOLUMES));
      host.pass(Duration.ofSeconds(5));
      host.hypervisor.next("disconnectVolumes").done();
    }
  }

  @Test
  void aMigrationTakesAsLongAsItTakes() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      TestProbe<CallResult> asker = host.perform(migrate(1));
      FakeHypervisor.Asked migration = host.hypervisor.next("migrate");

      host.pass(Duration.ofHours(12));
      host.assertUnanswered(asker);
      migration.done();

      asker.expectMessage(CallResult.DONE);
    }
  }

  @Test
  void controlCallsNeverExceedTheirBudgetAndAreMadeInOrder() {
    try (HostHarness host = HostHarness.up(kit, "control-calls = 3")) {
      List<TestProbe<CallResult>> askers = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        askers.add(host.perform(destroy(i)));
      }
      List<FakeHypervisor.Asked> underWay = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        underWay.add(host.hypervisor.next("destroy"));
      }
      for (int i = 3; i < 9; i++) {
        host.assertNothingAsked();
        underWay.get(i - 3).done();
        underWay.add(host.hypervisor.next("destroy"));
      }
      underWay.subList(6, 9).forEach(FakeHypervisor.Asked::done);

      for (int i = 0; i < 9; i++) {
        assertThat(underWay.get(i).about()).isEqualTo(List.of(id("guest-" + i)));
        askers.get(i).expectMessage(CallResult.DONE);
      }
    }
  }

  @Test
  void questionsCountAgainstTheBudgetToo() {
    try (HostHarness host = HostHarness.up(kit, "control-calls = 1")) {
      host.perform(destroy(1));
      FakeHypervisor.Asked destroying = host.hypervisor.next("destroy");
      host.look(ID);
      host.pass(Duration.ofMillis(5));
      host.askJob(ID);
      host.compare(HostHarness.FACTS);
      host.assertNothingAsked();

      destroying.done();
      host.hypervisor.next("look").returns(Map.of());
      host.hypervisor.next("jobInfo").returns(Optional.empty());
      host.hypervisor.next("compare");
    }
  }

  @Test
  void migrationsHoldUpOneAnotherButNoControlCall() {
    try (HostHarness host = HostHarness.up(kit, "bulk-calls = 1")) {
      host.perform(migrate(1));
      FakeHypervisor.Asked first = host.hypervisor.next("migrate");
      TestProbe<CallResult> second = host.perform(migrate(2));
      TestProbe<CallResult> abort = host.perform(new HostCall.AbortJob(id("guest-1")));

      host.hypervisor.next("abortJob").done();
      abort.expectMessage(CallResult.DONE);
      host.assertNothingAsked();
      first.fails(HypervisorException.Kind.FAILED, "operation aborted");

      host.hypervisor.next("migrate").done();
      second.expectMessage(CallResult.DONE);
    }
  }

  @Test
  void aMigrationThatWaitsForItsTurnIsTakenBackByItsAbort() {
    try (HostHarness host = HostHarness.up(kit, "bulk-calls = 1")) {
      host.perform(migrate(1));
      FakeHypervisor.Asked first = host.hypervisor.next("migrate");
      TestProbe<CallResult> second = host.perform(migrate(2));
      TestProbe<CallResult> abort = host.perform(new HostCall.AbortJob(id("guest-2")));

      abort.expectMessage(CallResult.DONE);
      assertThat(second.expectMessageClass(CallResult.class).outcome())
          .isEqualTo(CallResult.Outcome.NOT_DONE);
      first.done();
      host.assertNothingAsked();
    }
  }

  @Test
  void whetherAGuestIsDepartingIsKnownUntilItsCallReturns() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      assertThat(departing(host, "guest-1")).isFalse();
      host.perform(migrate(1));
      FakeHypervisor.Asked call = host.hypervisor.next("migrate");
      assertThat(departing(host, "guest-1")).isTrue();
      assertThat(departing(host, "guest-2")).isFalse();
      call.done();
      assertThat(departing(host, "guest-1")).isFalse();
    }
  }

  private static boolean departing(HostHarness host, String guest) {
    TestProbe<HostActor.JobAnswer> asker = host.askJob(id(guest));
    host.hypervisor.next("jobInfo").returns(Optional.empty());
    return asker.receiveMessage().departing();
  }

  @Test
  void controlCallsHoldUpNoMigration() {
    try (HostHarness host = HostHarness.up(kit, "control-calls = 1")) {
      host.perform(destroy(1));
      host.hypervisor.next("destroy");
      TestProbe<CallResult> asker = host.perform(migrate(2));

      host.hypervisor.next("migrate").done();

      asker.expectMessage(CallResult.DONE);
    }
  }

  @Test
  void aCallPastItsDeadlineKeepsItsPlaceUntilItReturns() {
    try (HostHarness host = HostHarness.up(kit, "control-calls = 1")) {
      TestProbe<CallResult> late = host.perform(destroy(1));
      FakeHypervisor.Asked stuck = host.hypervisor.next("destroy");
      host.pass(Duration.ofSeconds(15));
      late.expectMessageClass(CallResult.class);

      TestProbe<CallResult> next = host.perform(destroy(2));
      host.assertNothingAsked();
      stuck.done();

      host.hypervisor.next("destroy").done();
      next.expectMessage(CallResult.DONE);
      host.assertUnanswered(late);
    }
  }

  @Test
  void aCallWhoseDeadlinePassesInTheQueueIsKnownNotToHaveBeenMade() {
    try (HostHarness host = HostHarness.up(kit, "control-calls = 1")) {
      host.perform(destroy(1));
      FakeHypervisor.Asked first = host.hypervisor.next("destroy");
      host.pass(Duration.ofSeconds(14));
      TestProbe<CallResult> queued = host.perform(destroy(2));
      host.pass(Duration.ofSeconds(15));

      assertThat(queued.receiveMessage())
          .isEqualTo(
              CallResult.notDone(
                  CallResult.Failure.TIMEOUT, "hv1 is too busy: the call was not made in time"));
      first.done();
      host.assertNothingAsked();
    }
  }

  @Test
  void aLateFailureIsTheBusinessOfNobodyAnyMore() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      TestProbe<CallResult> asker = host.perform(destroy(1));
      FakeHypervisor.Asked stuck = host.hypervisor.next("destroy");
      host.pass(Duration.ofSeconds(15));
      assertThat(asker.receiveMessage().failure()).isEqualTo(CallResult.Failure.TIMEOUT);

      stuck.fails(HypervisorException.Kind.NOT_FOUND, "no such guest");

      host.assertUnanswered(asker);
    }
  }

  @Test
  void aPortThatThrowsHasFailedLikeOneWhoseStageFails() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.hypervisor.throwFromNowOn(
          new HypervisorException(HypervisorException.Kind.INVALID_STATE, "it is off"));

      CallResult result = host.perform(destroy(1)).receiveMessage();

      assertThat(result)
          .isEqualTo(CallResult.notDone(CallResult.Failure.INVALID_STATE, "it is off"));
    }
  }

  @Test
  void aFailedCallSaysWhetherAnythingWasDone() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      TestProbe<CallResult> first = host.perform(destroy(1));
      host.hypervisor
          .next("destroy")
          .fails(HypervisorException.Kind.NOT_FOUND, "there is no guest-1");
      TestProbe<CallResult> second = host.perform(destroy(2));
      host.hypervisor.next("destroy").fails(new IllegalStateException("what?"));

      first.expectMessage(CallResult.notDone(CallResult.Failure.NOT_FOUND, "there is no guest-1"));
      second.expectMessage(CallResult.unknown(CallResult.Failure.ERROR, "what?"));
    }
  }
}
