package io.drover.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.runtime.Stages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.Test;

class SeededOrderTest {

  private static final int ACTORS = 20;
  private static final Config INMEM_JOURNAL =
      ConfigFactory.parseString(
          "pekko.persistence.journal.plugin = pekko.persistence.journal.inmem");

  @Test
  void theSameSeedGivesTheSameTraceOfPollingActorsBesideAStream() {
    List<String> first = pollBesideAStream(7, "");

    assertThat(first).hasSize(ACTORS * 11 * 2 + 56);
    assertThat(pollBesideAStream(7, "")).isEqualTo(first);
  }

  @Test
  void anotherSeedGivesAnotherOrderOfTheSameEvents() {
    List<String> first = pollBesideAStream(7, "");
    List<String> second = pollBesideAStream(8, "");

    assertThat(second).isNotEqualTo(first).containsExactlyInAnyOrderElementsOf(first);
  }

  @Test
  void theLogLevelDoesNotChangeTheOrder() {
    assertThat(pollBesideAStream(7, "pekko { loglevel = DEBUG, actor.debug.lifecycle = on }"))
        .isEqualTo(pollBesideAStream(7, "pekko.loglevel = OFF"));
  }

  @Test
  void theSameSeedGivesTheSameTraceOfEventSourcedActors() {
    List<String> first = persistTicks(7);

    assertThat(first).hasSize(ACTORS * 11);
    assertThat(persistTicks(7)).isEqualTo(first);
    assertThat(persistTicks(8)).isNotEqualTo(first);
  }

  @Test
  void questionsAreAnsweredOnTheLoopInTheOrderOfTheSeed() {
    List<String> first = ask(7);

    assertThat(first).hasSize(ACTORS);
    assertThat(ask(7)).isEqualTo(first);
    assertThat(ask(8)).isNotEqualTo(first);
  }

  private static List<String> ask(long seed) {
    List<String> trace = new ArrayList<>();
    VirtualTimeline timeline = new VirtualTimeline(seed);
    VirtualSystem incarnation = timeline.newIncarnation("asking");
    Behavior<String> guardian =
        Behaviors.setup(
            context -> {
              for (int i = 0; i < ACTORS; i++) {
                ActorRef<Counter.Ask> counter = context.spawn(Counter.create(), "counter-" + i);
                String answer = "answer of " + i;
                context.pipeToSelf(
                    Stages.ask(
                        counter, Counter.Ask::new, Duration.ofSeconds(1), context.getSystem()),
                    (number, failure) -> failure == null ? answer : failure.toString());
              }
              return Behaviors.receiveMessage(
                  answer -> {
                    trace.add(answer);
                    return Behaviors.same();
                  });
            });
    incarnation.start(guardian, "drover", load(""));
    timeline.advance(Duration.ofSeconds(5));
    incarnation.crash();
    return trace;
  }

  private static List<String> pollBesideAStream(long seed, String settings) {
    List<String> trace = new ArrayList<>();
    VirtualTimeline timeline = new VirtualTimeline(seed);
    try (VirtualSystem incarnation = timeline.newIncarnation("polling")) {
      Behavior<Void> guardian =
          Behaviors.setup(
              context -> {
                ActorRef<Counter.Ask> counter = context.spawn(Counter.create(), "counter");
                for (int i = 0; i < ACTORS; i++) {
                  String name = "poller-" + i;
                  context.spawn(Poller.create(counter, line -> trace.add(name + line)), name);
                }
                Source.tick(Duration.ZERO, Duration.ofMillis(100), "stream")
                    .zipWithIndex()
                    .map(tick -> tick.first() + " " + tick.second())
                    .runWith(Sink.foreach(trace::add), context.getSystem());
                return Behaviors.empty();
              });
      incarnation.start(guardian, "drover", load(settings));
      timeline.advance(Duration.ofMillis(5500));
      incarnation.crash();
    }
    return trace;
  }

  private static List<String> persistTicks(long seed) {
    List<String> trace = new ArrayList<>();
    VirtualTimeline timeline = new VirtualTimeline(seed);
    try (VirtualSystem incarnation = timeline.newIncarnation("persisting")) {
      Behavior<Void> guardian =
          Behaviors.setup(
              context -> {
                for (int i = 0; i < ACTORS; i++) {
                  String name = "ledger-" + i;
                  context.spawn(Ledger.create(name, line -> trace.add(name + line)), name);
                }
                return Behaviors.empty();
              });
      incarnation.start(guardian, "drover", INMEM_JOURNAL.withFallback(load("")));
      timeline.advance(Duration.ofMillis(5500));
      incarnation.crash();
    }
    return trace;
  }

  private static Config load(String settings) {
    return ConfigFactory.parseString(settings).withFallback(ConfigFactory.load());
  }
}
