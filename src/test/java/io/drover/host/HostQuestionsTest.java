package io.drover.host;

import static io.drover.host.HostHarness.FACTS;
import static io.drover.host.HostHarness.id;
import static io.drover.host.HostHarness.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.Compatibility;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.JobInfo;
import io.drover.model.InstanceId;
import io.drover.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.annotations.JUnit5TestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.JUnit5TestKitBuilder;
import org.apache.pekko.actor.testkit.typed.javadsl.LogCapturingExtension;
import org.apache.pekko.actor.testkit.typed.javadsl.TestKitJUnit5Extension;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a host's actor answers about guests, jobs and itself. */
@ExtendWith({TestKitJUnit5Extension.class, LogCapturingExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostQuestionsTest {
  private static final Duration WINDOW = Duration.ofMillis(5);
  private static final InstanceId WEB = id("web-1");
  private static final InstanceId DB = id("db-1");

  @JUnit5TestKit
  public final ActorTestKit kit =
      new JUnit5TestKitBuilder().withCustomConfig(ManualClock.config()).build();

  @Test
  void questionsWithinTheWindowAreAskedAsOneAndEachAskerIsAnswered() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      TestProbe<Sighting> first = host.look(WEB);
      host.pass(WINDOW.minusMillis(1));
      TestProbe<Sighting> second = host.look(DB);
      TestProbe<Sighting> again = host.look(WEB);
      host.assertNothingAsked();
      host.pass(Duration.ofMillis(1));

      FakeHypervisor.Asked asked = host.hypervisor.next("look");
      GuestEvidence gone = GuestEvidence.absent(DB, ManualClock.START);
      asked.returns(Map.of(WEB, running(WEB), DB, gone));

      assertThat(asked.about()).isEqualTo(List.of(WEB, DB));
      first.expectMessage(Sighting.of("hv1", running(WEB)));
      again.expectMessage(Sighting.of("hv1", running(WEB)));
      second.expectMessage(Sighting.of("hv1", gone));
      host.assertNothingAsked();
    }
  }

  @Test
  void aQuestionAfterTheWindowIsAskedAnew() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      TestProbe<Sighting> first = host.look(WEB);
      host.pass(WINDOW);
      FakeHypervisor.Asked earlier = host.hypervisor.next("look");

      TestProbe<Sighting> second = host.look(WEB);
      host.pass(WINDOW);
      host.hypervisor.next("look").returns(Map.of(WEB, running(WEB)));
      second.expectMessage(Sighting.of("hv1", running(WEB)));
      earlier.returns(Map.of(WEB, GuestEvidence.absent(WEB, ManualClock.START)));

      assertThat(first.receiveMessage().state()).isEqualTo(GuestState.ABSENT);
    }
  }

  @Test
  void withoutAnAnswerInTimeThereIsNoEvidence() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      TestProbe<Sighting> asker = host.look(WEB);
      host.pass(WINDOW);
      FakeHypervisor.Asked asked = host.hypervisor.next("look");
      host.pass(Duration.ofSeconds(5));

      Sighting none = Sighting.none("hv1", "hv1 gave no answer within 5000 ms");
      asker.expectMessage(none);
      assertThat(none.state()).isNull();
      assertThat(none.jobActive()).isFalse();
      asked.returns(Map.of(WEB, running(WEB)));
      host.assertSilent(asker, Sighting.none("hv1", "a marker"));
    }
  }

  @Test
  void aQuestionThatFailsIsNoEvidence() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      TestProbe<Sighting> asker = host.look(WEB);
      host.pass(WINDOW);
      host.hypervisor.next("look").fails(HypervisorException.Kind.FAILED, "internal error");

      asker.expectMessage(Sighting.none("hv1", "internal error"));
    }
  }

  @Test
  void anAnswerThatLeavesAGuestOutIsNoEvidenceForItAndSaysWhy() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      TestProbe<Sighting> asker = host.look(WEB);
      host.pass(WINDOW);
      host.hypervisor.next("look").returns(Map.of());

      asker.expectMessage(Sighting.none("hv1", "hv1 said nothing of web-1"));
    }
  }

  @Test
  void aHostThatIsOffIsEvidenceThatTheGuestIsNotThere() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      TestProbe<Sighting> asker = host.look(WEB);
      host.pass(WINDOW);
      host.hypervisor.next("look").fails(HypervisorException.Kind.HOST_DOWN, "hv1 is off");

      Sighting sighting = asker.receiveMessage();
      assertThat(sighting.hostDown()).isTrue();
      assertThat(sighting.state()).isEqualTo(GuestState.ABSENT);
      assertThat(sighting.why()).isEmpty();
    }
  }

  @Test
  void theProgressOfAJobIsPassedOn() {
    JobInfo job = new JobInfo(1, 100, 50, 10, 5, Duration.ofSeconds(5), Duration.ZERO);
    try (HostHarness host = HostHarness.up(kit, "")) {
      TestProbe<HostActor.JobAnswer> asker = host.askJob(WEB);
      FakeHypervisor.Asked asked = host.hypervisor.next("jobInfo");
      asked.returns(Optional.of(job));
      assertThat(asked.about()).isEqualTo(List.of(WEB));
      asker.expectMessage(new HostActor.JobAnswer(Optional.of(job), false, CallResult.DONE));

      asker = host.askJob(WEB);
      host.hypervisor.next("jobInfo").returns(Optional.empty());
      asker.expectMessage(new HostActor.JobAnswer(Optional.empty(), false, CallResult.DONE));

      asker = host.askJob(WEB);
      host.hypervisor.next("jobInfo").fails(HypervisorException.Kind.FAILED, "internal error");
      asker.expectMessage(
          new HostActor.JobAnswer(
              Optional.empty(),
              false,
              CallResult.unknown(CallResult.Failure.ERROR, "internal error")));
    }
  }

  @Test
  void saysWhatTheHostIsWithoutAskingItAgain() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      assertThat(host.facts()).isEqualTo(new HostActor.FactsAnswer("hv1", FACTS));
      host.assertNothingAsked();
    }
  }

  @Test
  void comparesAGuestsOriginWithItself() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      TestProbe<HostActor.Comparison> asker = host.compare(FACTS);
      FakeHypervisor.Asked asked = host.hypervisor.next("compare");
      asked.returns(Compatibility.YES);
      assertThat(asked.about()).isEqualTo(List.of(FACTS));
      asker.expectMessage(new HostActor.Comparison("hv1", CallResult.DONE, "tcp://hv1", ""));

      asker = host.compare(FACTS);
      host.hypervisor.next("compare").returns(Compatibility.no("the processors differ"));
      asker.expectMessage(
          new HostActor.Comparison("hv1", CallResult.DONE, "tcp://hv1", "the processors differ"));

      asker = host.compare(FACTS);
      host.hypervisor.next("compare").fails(HypervisorException.Kind.NOT_SUPPORTED, "cannot");
      asker.expectMessage(
          new HostActor.Comparison(
              "hv1",
              CallResult.notDone(CallResult.Failure.NOT_SUPPORTED, "cannot"),
              "tcp://hv1",
              ""));
    }
  }

  @Test
  void questionsThatWaitForTheirWindowWhenTheHostIsLostAreAnsweredToo() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      TestProbe<Sighting> asker = host.look(WEB);
      host.getsLost();
      host.pass(WINDOW);

      asker.expectMessage(Sighting.hostLost("hv1", "hv1 cannot be reached: no route"));
      host.assertNothingAsked();
    }
  }
}
