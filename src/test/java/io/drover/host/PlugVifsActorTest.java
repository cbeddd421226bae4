package io.drover.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.InstanceId;
import io.drover.model.Notice;
import io.drover.network.Vif;
import io.drover.runtime.Feed;
import io.drover.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.Effect;
import org.apache.pekko.actor.testkit.typed.annotations.JUnit5TestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.JUnit5TestKitBuilder;
import org.apache.pekko.actor.testkit.typed.javadsl.LogCapturingExtension;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.testkit.typed.javadsl.TestKitJUnit5Extension;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith({TestKitJUnit5Extension.class, LogCapturingExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlugVifsActorTest {
  private static final InstanceId ID = new InstanceId("web-1");
  private static final List<Vif> VIFS = Vif.of(ID, 2);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(90);
  private static final CallResult PROCESS_FAILED =
      CallResult.unknown(CallResult.Failure.PROCESS, "iptables is locked");

  /** The actor has dealt with a message before {@code tell} returns. */
  private static final DispatcherSelector AT_ONCE =
      DispatcherSelector.fromConfig("pekko.test.calling-thread-dispatcher");

  @JUnit5TestKit
  public final ActorTestKit kit =
      new JUnit5TestKitBuilder().withCustomConfig(ManualClock.config()).build();

  private final ManualTime time = ManualTime.get(kit.system());

  @Test
  void endsWithTheFirstAttemptThatSucceeds() {
    Run run = run(3, 0);

    HostActor.Perform asked = run.attempt();
    asked.replyTo().tell(CallResult.DONE);

    assertThat(asked.call()).isEqualTo(new HostCall.PlugVifs(ID, VIFS));
    run.replies.expectMessage(new PlugVifsActor.Ended(CallResult.DONE, false));
    kit.createTestProbe().expectTerminated(run.actor);
  }

  @Test
  void triesAgainAfterTheIntervalAndNotBefore() {
    Run run = run(3, 0);
    run.fails(1);

    time.timePasses(INTERVAL.minusMillis(1));
    run.assertNoAttempt();
    time.timePasses(Duration.ofMillis(1));
    run.fails(2);
    time.timePasses(INTERVAL);
    run.attempt().replyTo().tell(CallResult.DONE);

    run.replies.expectMessage(new PlugVifsActor.Ended(CallResult.DONE, false));
  }

  @Test
  void warnsOnceForEachFailureBeforeTheLastAndSurfacesTheLast() {
    Run run = run(3, 0);

    IntStream.of(1, 2)
        .forEach(
            attempt -> {
              LoggingTestKit.warn(
                      "instance web-1: plugging its VIFs on hv1 failed in attempt %d of 3: iptables is locked"
                          .formatted(attempt))
                  .expect(kit.system(), () -> run.fails(attempt));
              time.timePasses(INTERVAL);
            });
    LoggingTestKit.warn("plugging").withOccurrences(0).expect(kit.system(), () -> run.fails(3));

    run.replies.expectMessage(new PlugVifsActor.Ended(PROCESS_FAILED, false));
    kit.createTestProbe().expectTerminated(run.actor);
  }

  @Test
  void tellsWhoeverWatchesOfEveryFailureTheLastToo() {
    Run run = run(2, 0);

    run.fails(1);
    time.timePasses(INTERVAL);
    run.fails(2);

    for (int attempt : List.of(1, 2)) {
      Notice.VifPlugFailed notice = run.notices.expectMessageClass(Notice.VifPlugFailed.class);
      assertThat(notice.attempt()).isEqualTo(attempt);
      assertThat(notice.attempts()).isEqualTo(2);
      assertThat(notice.instance()).isEqualTo(ID);
      assertThat(notice.host()).isEqualTo("hv1");
      assertThat(notice.error()).isEqualTo("iptables is locked");
    }
  }

  @ParameterizedTest
  @EnumSource(value = CallResult.Failure.class, mode = EnumSource.Mode.EXCLUDE, names = "PROCESS")
  void nothingButAFailedProcessIsTriedAgain(CallResult.Failure failure) {
    Run run = run(30, 0);
    CallResult result = CallResult.unknown(failure, "not worth another try");

    run.attempt().replyTo().tell(result);

    run.replies.expectMessage(new PlugVifsActor.AttemptFailed(1));
    run.replies.expectMessage(new PlugVifsActor.Ended(result, false));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1})
  void thereIsAlwaysOneAttempt(int attempts) {
    Run run = run(attempts, 0);

    run.fails(1);

    run.replies.expectMessage(new PlugVifsActor.Ended(PROCESS_FAILED, false));
    Notice.VifPlugFailed notice = run.notices.expectMessageClass(Notice.VifPlugFailed.class);
    assertThat(List.of(notice.attempt(), notice.attempts())).containsExactly(1, 1);
  }

  @Test
  void goesOnCountingWhereItWasBeforeARestart() {
    Run run = run(3, 1);

    run.fails(2);
    time.timePasses(INTERVAL);
    run.fails(3);

    run.replies.expectMessage(new PlugVifsActor.Ended(PROCESS_FAILED, false));
  }

  @Test
  void hasOneAttemptMoreAfterARestartEvenWhenAllHadFailed() {
    Run run = run(3, 7);

    run.fails(3);

    run.replies.expectMessage(new PlugVifsActor.Ended(PROCESS_FAILED, false));
  }

  @Test
  void cancelledBetweenTwoAttemptsItEndsAtOnce() {
    Run run = run(3, 0);
    run.fails(1);

    run.actor.tell(PlugVifsActor.Cancel.INSTANCE);

    PlugVifsActor.Ended ended = run.replies.expectMessageClass(PlugVifsActor.Ended.class);
    assertThat(ended.cancelled()).isTrue();
    assertThat(ended.result().outcome()).isEqualTo(CallResult.Outcome.NOT_DONE);
    kit.createTestProbe().expectTerminated(run.actor);
    time.timePasses(INTERVAL);
    run.assertNoAttempt();
  }

  @Test
  void cancelledDuringAnAttemptItWaitsForItAndMakesNoOther() {
    Run run = run(3, 0);
    HostActor.Perform underWay = run.attempt();

    run.actor.tell(PlugVifsActor.Cancel.INSTANCE);
    run.actor.tell(PlugVifsActor.Cancel.INSTANCE);
    underWay.replyTo().tell(PROCESS_FAILED);

    run.replies.expectMessage(new PlugVifsActor.AttemptFailed(1));
    run.replies.expectMessage(new PlugVifsActor.Ended(PROCESS_FAILED, true));
    time.timePasses(INTERVAL);
    run.assertNoAttempt();
  }

  @Test
  void cancelledDuringAnAttemptThatSucceedsItSaysThatTheVifsArePlugged() {
    Run run = run(3, 0);
    HostActor.Perform underWay = run.attempt();

    run.actor.tell(PlugVifsActor.Cancel.INSTANCE);
    underWay.replyTo().tell(CallResult.DONE);

    run.replies.expectMessage(new PlugVifsActor.Ended(CallResult.DONE, true));
  }

  @Test
  void doesNotWaitForEverForAHostsActorThatLostTheQuestion() {
    Run run = run(3, 0);
    run.attempt();

    time.timePasses(REPLY_TIMEOUT);

    run.replies.expectMessage(new PlugVifsActor.AttemptFailed(1));
    CallResult result = run.replies.expectMessageClass(PlugVifsActor.Ended.class).result();
    assertThat(result.outcome()).isEqualTo(CallResult.Outcome.UNKNOWN);
    assertThat(result.failure()).isEqualTo(CallResult.Failure.TIMEOUT);
    assertThat(result.message()).isEqualTo("the actor of hv1 gave no reply");
  }

  @Test
  void eachAttemptHasTheWholeReplyTimeout() {
    Run run = run(3, 0);
    time.timePasses(REPLY_TIMEOUT.minusMillis(1));
    run.fails(1);
    time.timePasses(INTERVAL);
    HostActor.Perform second = run.attempt();

    time.timePasses(REPLY_TIMEOUT.minusMillis(1));
    second.replyTo().tell(CallResult.DONE);

    run.replies.expectMessage(new PlugVifsActor.Ended(CallResult.DONE, false));
  }

  @Test
  void anAttemptIsOneQuestionToTheHostUnderADeadlineAndNothingElse() {
    TestInbox<HostActor.Command> host = TestInbox.create();
    TestInbox<PlugVifsActor.Reply> replies = TestInbox.create();

    BehaviorTestKit<PlugVifsActor.Command> actor =
        BehaviorTestKit.create(
            PlugVifsActor.create(order(3, 0), host.getRef(), new Feed(), replies.getRef()));

    assertThat(host.getAllReceived()).hasSize(1);
    assertThat(replies.hasMessages()).isFalse();
    actor.expectEffectClass(Effect.MessageAdapter.class);
    assertThat(actor.expectEffectClass(Effect.TimerScheduled.class).duration())
        .isEqualTo(REPLY_TIMEOUT);
    assertThat(actor.hasEffects()).isFalse();

    actor.run(PlugVifsActor.Cancel.INSTANCE);

    assertThat(actor.isAlive()).as("it waits for the attempt under way").isTrue();
    assertThat(replies.hasMessages()).isFalse();
    assertThat(host.hasMessages()).isFalse();
  }

  @Test
  void anAttemptThatSucceedsIsTheEndAndLeavesNoDeadline() {
    TestInbox<HostActor.Command> host = TestInbox.create();
    TestInbox<PlugVifsActor.Reply> replies = TestInbox.create();
    BehaviorTestKit<PlugVifsActor.Command> actor =
        BehaviorTestKit.create(
            PlugVifsActor.create(order(3, 0), host.getRef(), new Feed(), replies.getRef()));
    actor.expectEffectClass(Effect.MessageAdapter.class);
    Effect.TimerScheduled<?> deadline = actor.expectEffectClass(Effect.TimerScheduled.class);

    ((HostActor.Perform) host.receiveMessage()).replyTo().tell(CallResult.DONE);
    actor.runOne();

    assertThat(actor.expectEffectClass(Effect.TimerCancelled.class).key())
        .isEqualTo(deadline.key());
    assertThat(actor.hasEffects()).as("there is no timer for another attempt").isFalse();
    assertThat(actor.isAlive()).isFalse();
    assertThat(replies.getAllReceived())
        .containsExactly(new PlugVifsActor.Ended(CallResult.DONE, false));
    assertThat(host.hasMessages()).isFalse();
  }

  private Run run(int attempts, int failedBefore) {
    TestProbe<HostActor.Command> host = kit.createTestProbe();
    TestProbe<PlugVifsActor.Reply> replies = kit.createTestProbe();
    TestProbe<Notice> notices = kit.createTestProbe();
    Feed feed = new Feed();
    feed.subscribe(notices.ref());
    ActorRef<PlugVifsActor.Command> actor =
        kit.spawn(
            PlugVifsActor.create(order(attempts, failedBefore), host.ref(), feed, replies.ref()),
            AT_ONCE);
    return new Run(actor, host, replies, notices);
  }

  private static PlugVifsActor.Order order(int attempts, int failedBefore) {
    return new PlugVifsActor.Order(
        "hv1", ID, VIFS, attempts, INTERVAL, failedBefore, REPLY_TIMEOUT);
  }

  private record Run(
      ActorRef<PlugVifsActor.Command> actor,
      TestProbe<HostActor.Command> host,
      TestProbe<PlugVifsActor.Reply> replies,
      TestProbe<Notice> notices) {

    /** The attempt that is under way. */
    HostActor.Perform attempt() {
      return host.expectMessageClass(HostActor.Perform.class);
    }

    /** The attempt under way fails, and it is this one. */
    PlugVifsActor.Reply fails(int attempt) {
      attempt().replyTo().tell(PROCESS_FAILED);
      return replies.expectMessage(new PlugVifsActor.AttemptFailed(attempt));
    }

    void assertNoAttempt() {
      host.expectNoMessage(Duration.ofMillis(100));
    }
  }
}
