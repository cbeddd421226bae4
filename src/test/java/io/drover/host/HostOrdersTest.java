package io.drover.host;

import static io.drover.host.HostHarness.FACTS;
import static io.drover.host.HostHarness.destroy;
import static io.drover.host.HostHarness.id;
import static io.drover.host.HostHarness.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorException;
import io.drover.model.Flavor;
import io.drover.model.HostOrder;
import io.drover.model.HostState;
import io.drover.model.InstanceId;
import io.drover.model.Notice;
import io.drover.model.Refusal;
import io.drover.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a host's actor follows what operators say; each test has a journal of its own. */
class HostOrdersTest {
  private static final InstanceId WEB = id("web-1");
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final String WHY = "power is cut";

  private final ActorTestKit kit = ActorTestKit.create(ManualClock.config());

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  private HostHarness fenced() {
    HostHarness host = HostHarness.up(kit, "");
    host.getsLost();
    host.follows(HostOrder.FENCE, WHY);
    assertThat(host.nextState().state()).isEqualTo(HostState.FENCED);
    return host;
  }

  @Test
  void aFencedHostAnswersAtOnceThatItsGuestsDoNotRunAndThatNothingWasDone() {
    try (HostHarness host = fenced()) {
      CallResult notAsked =
          CallResult.notDone(CallResult.Failure.FENCED, "hv1 is fenced: power is cut");
      assertThat(notAsked.released()).isFalse();
      assertThat(notAsked.hostLost()).isTrue();
      host.perform(destroy(1)).expectMessage(notAsked);
      assertThat(host.askJob(WEB).receiveMessage().result()).isEqualTo(notAsked);
      Sighting sighting = host.look(WEB).receiveMessage();
      assertThat(sighting.state()).isEqualTo(GuestState.ABSENT);
      assertThat(sighting.hostDown()).isTrue();
      assertThat(sighting.hostFenced()).isTrue();
      assertThat(sighting.why()).isEqualTo("hv1 is fenced: power is cut");
      assertThat(host.facts().facts()).isNull();
      assertThat(host.describe().why()).isEqualTo(WHY);
      host.whenSettled().receiveMessage();
    }
  }

  @Test
  void aFencedHostIsLeftAloneUntilItIsUnfencedThenItsGuestsAreReported() {
    try (HostHarness host = fenced()) {
      host.pass(LONG);
      host.assertNothingAsked();
      host.follows(HostOrder.UNFENCE, "");
      assertThat(host.state()).isEqualTo(HostState.CONNECTING);
      TestProbe<Sighting> look = host.look(WEB);

      assertThat(host.comesUp(running(WEB)).guests()).containsExactly(running(WEB));
      host.pass(Duration.ofMillis(5));
      host.hypervisor.next("look").returns(Map.of(WEB, running(WEB)));
      look.expectMessage(Sighting.of("hv1", running(WEB)));
    }
  }

  @Test
  void aConnectionThatComesToBeMeanwhileIsOfNoInterest() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.getsLost();
      host.pass(Duration.ofSeconds(2));
      FakeHypervisor.Asked connecting = host.hypervisor.next("connect");
      host.follows(HostOrder.FENCE, WHY);
      connecting.returns(FACTS);

      host.assertNothingAsked();
      assertThat(host.state()).isEqualTo(HostState.FENCED);
    }
  }

  @Test
  void aHostIsJudgedOnceItWasTried() {
    try (HostHarness host = new HostHarness(kit, "")) {
      TestProbe<HostActor.OrderAnswer> answer = host.say(HostOrder.FENCE, WHY);
      host.assertSilent(answer, new HostActor.OrderAnswer(null, false, "a marker"));
      host.comesUp();

      assertThat(answer.receiveMessage().refusal()).isEqualTo(Refusal.INVALID_STATE);
      assertThat(host.state()).isEqualTo(HostState.UP);
    }
  }

  @Test
  void aHostThatWasFencedBeforeIsNotConnectedTo() {
    fenced().close();
    try (HostHarness host = new HostHarness(kit, "")) {
      assertThat(host.nextState().state()).isEqualTo(HostState.FENCED);
      host.whenSettled().receiveMessage();
      host.pass(LONG);

      host.assertNothingAsked();
      assertThat(host.describe().marks()).isEqualTo(new HostMarks("", WHY));
    }
  }

  @Test
  void aDisabledHostIsWorkedWithAndSaysSoWhenItIsChecked() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.follows(HostOrder.DISABLE, "a new kernel");
      HostActor.HostCheck check = host.check(WEB, Flavor.NONE, false).receiveMessage();

      assertThat(check.state()).isEqualTo(HostState.UP);
      assertThat(check.marks().disabled()).isEqualTo("a new kernel");
      TestProbe<CallResult> asker = host.perform(destroy(1));
      host.hypervisor.next("destroy").done();
      asker.expectMessage(CallResult.DONE);
      host.follows(HostOrder.ENABLE, "");
      assertThat(host.describe().marks()).isEqualTo(HostMarks.NONE);
    }
  }

  @Test
  void eachChangeIsToldWithItsReason() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.follows(HostOrder.DISABLE, "a new kernel");
      host.follows(HostOrder.DISABLE, "a new disk");
      host.follows(HostOrder.DISABLE, "a new disk");
      host.getsLost();
      host.follows(HostOrder.FENCE, WHY);
      host.follows(HostOrder.UNFENCE, "");
      host.hypervisor.next("connect").fails(HypervisorException.Kind.UNREACHABLE, "no route");
      host.describe();
      host.follows(HostOrder.ENABLE, "");

      List<String> told =
          host.notices.receiveSeveralMessages(8).stream()
              .map(Notice.HostChanged.class::cast)
              .map(changed -> changed.state().label() + ": " + changed.why())
              .toList();
      assertThat(told)
          .containsExactly(
              "up: ",
              "disabled: a new kernel",
              "disabled: a new disk",
              "unreachable: no route",
              "fenced: power is cut",
              "connecting: not yet connected",
              "unreachable: no route",
              "unreachable: no route");
    }
  }
}
