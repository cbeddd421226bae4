package io.drover.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.runtime.Stages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

class CrashTest {

  private static final Config SETTINGS = ConfigFactory.load();

  private final VirtualTimeline timeline = new VirtualTimeline(1);
  private final VirtualSystem incarnation = timeline.newIncarnation("doomed");
  private final List<String> trace = new ArrayList<>();

  @Test
  void aMessageInFlightIsNeverProcessed() {
    ActorSystem<String> system = incarnation.start(noting("old "), "drover", SETTINGS);
    system.tell("before");
    timeline.runReady();
    system.tell("in flight");

    incarnation.crash();
    system.tell("after");
    timeline.advance(Duration.ofMinutes(1));

    assertThat(trace).containsExactly("old before");
  }

  @Test
  void timersNeverFireAgainWhileTheFleetGoesOn() {
    Behavior<String> ticking =
        Behaviors.withTimers(
            timers -> {
              timers.startTimerAtFixedRate("tick", Duration.ofSeconds(1));
              return noting("");
            });
    incarnation.start(ticking, "drover", SETTINGS);
    timeline.after(Duration.ofSeconds(4), () -> trace.add("fleet"));
    timeline.advance(Duration.ofMillis(2500));

    incarnation.crash();
    timeline.advance(Duration.ofMinutes(1));

    assertThat(trace).containsExactly("tick", "tick", "fleet");
  }

  @Test
  void aQuestionNobodyAnsweredDoesNotTimeOutEither() {
    ActorSystem<Counter.Ask> system = incarnation.start(Behaviors.ignore(), "drover", SETTINGS);
    CompletionStage<Integer> answer =
        Stages.ask(system, Counter.Ask::new, Duration.ofSeconds(5), system);
    timeline.advance(Duration.ofSeconds(1));

    incarnation.crash();
    timeline.advance(Duration.ofMinutes(1));

    assertThat(answer.toCompletableFuture()).isNotDone();
  }

  @Test
  void anAnswerOfTheFleetReachesNobody() {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Behavior<String> asking =
        Behaviors.setup(
            context -> {
              context.pipeToSelf(answer, (value, failure) -> "piped " + value);
              context.pipeToSelf(
                  incarnation.call(() -> answer), (value, failure) -> "called " + value);
              return noting("");
            });
    incarnation.start(asking, "drover", SETTINGS);
    timeline.after(Duration.ofSeconds(2), () -> answer.complete("done"));
    timeline.advance(Duration.ofSeconds(1));

    incarnation.crash();
    timeline.advance(Duration.ofMinutes(1));

    assertThat(answer).isCompletedWithValue("done");
    assertThat(trace).isEmpty();
  }

  @Test
  void aCallOfALivingProcessIsMadeAndAnsweredAsATaskOfItsOwn() {
    CompletableFuture<String> host = new CompletableFuture<>();
    CompletionStage<String> answer = incarnation.call(() -> host);
    CompletionStage<String> failed =
        incarnation.call(() -> CompletableFuture.failedFuture(new IllegalArgumentException()));

    host.complete("done");
    assertThat(answer.toCompletableFuture()).isNotDone();
    timeline.runReady();

    assertThat(answer.toCompletableFuture()).isCompletedWithValue("done");
    assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void aDeadProcessCallsNobody() {
    incarnation.crash();

    CompletionStage<String> answer =
        incarnation.call(
            () -> {
              trace.add("called");
              return CompletableFuture.completedFuture("done");
            });
    timeline.advance(Duration.ofMinutes(1));

    assertThat(trace).isEmpty();
    assertThat(answer.toCompletableFuture()).isNotDone();
  }

  @Test
  void aCrashBetweenAnyTwoMessagesDropsTheSecond() {
    ActorSystem<String> system = incarnation.start(noting(""), "drover", SETTINGS);
    for (int i = 0; i < 10; i++) {
      system.tell("message " + i);
    }

    timeline.runUntil(() -> trace.size() == 4, Duration.ZERO);
    incarnation.crash();
    timeline.advance(Duration.ofMinutes(1));

    assertThat(trace).containsExactly("message 0", "message 1", "message 2", "message 3");
  }

  @Test
  void aCrashFromWithinATaskLeavesNothingOfWhatTheTaskStillDoes() {
    List<CompletionStage<String>> questions = new ArrayList<>();
    Behavior<String> suicidal =
        Behaviors.receive(
            (context, message) -> {
              trace.add(message);
              incarnation.crash();
              context.getSelf().tell("to itself");
              context.scheduleOnce(Duration.ofSeconds(1), context.getSelf(), "later");
              context.pipeToSelf(
                  CompletableFuture.completedFuture("done"), (value, failure) -> value);
              questions.add(
                  Stages.ask(
                      context.getSelf(),
                      (ActorRef<String> replyTo) -> "question",
                      Duration.ofSeconds(1),
                      context.getSystem()));
              return Behaviors.same();
            });
    incarnation.start(suicidal, "drover", SETTINGS).tell("last");

    timeline.advance(Duration.ofMinutes(1));

    assertThat(trace).containsExactly("last");
    assertThat(questions.get(0).toCompletableFuture()).isNotDone();
  }

  @Test
  void aNewIncarnationGoesOnAtTheSameVirtualTime() {
    incarnation.start(noting("old "), "drover", SETTINGS).tell("message");
    timeline.advance(Duration.ofSeconds(10));
    incarnation.crash();
    timeline.advance(Duration.ofSeconds(5));

    try (VirtualSystem next = timeline.newIncarnation("next")) {
      ActorSystem<String> system = next.start(noting("new "), "drover", SETTINGS);
      assertThat(timeline.elapsed()).hasSeconds(15);
      system.tell("message");
      timeline.runReady();
    }

    assertThat(trace).containsExactly("old message", "new message");
  }

  @Test
  void oneOfTwoIncarnationsCrashesAndTheOtherLivesOn() {
    try (VirtualSystem survivor = timeline.newIncarnation("survivor")) {
      ActorSystem<String> first = incarnation.start(noting("first "), "drover", SETTINGS);
      ActorSystem<String> second = survivor.start(noting("second "), "drover", SETTINGS);
      first.tell("message");
      second.tell("message");

      incarnation.crash();
      timeline.runReady();
    }

    assertThat(trace).containsExactly("second message");
  }

  private Behavior<String> noting(String prefix) {
    return Behaviors.receiveMessage(
        message -> {
          trace.add(prefix + message);
          return Behaviors.same();
        });
  }
}
