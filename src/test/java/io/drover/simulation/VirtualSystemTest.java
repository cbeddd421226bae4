package io.drover.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

class VirtualSystemTest {

  private static final Config SETTINGS = ConfigFactory.load();

  private final VirtualTimeline timeline = new VirtualTimeline(1);
  private final List<String> trace = new ArrayList<>();

  @Test
  void theGuardianStartsWhenTheLoopIsDriven() {
    try (VirtualSystem incarnation = timeline.newIncarnation("late")) {
      incarnation.start(guardian(), "drover", SETTINGS);
      assertThat(trace).isEmpty();

      timeline.runReady();

      assertThat(trace).containsExactly("started");
    }
  }

  @Test
  void aStartTakesNoVirtualTimeAndLeavesTheFleetAlone() {
    timeline.after(Duration.ZERO, () -> trace.add("fleet"));
    try (VirtualSystem incarnation = timeline.newIncarnation("quiet")) {
      incarnation.start(guardian(), "drover", SETTINGS);

      assertThat(trace).isEmpty();
      assertThat(timeline.elapsed()).isZero();
    }
  }

  @Test
  void closeStopsTheActorsInOrder() {
    VirtualSystem incarnation = timeline.newIncarnation("orderly");
    ActorSystem<String> system = incarnation.start(guardian(), "drover", SETTINGS);
    timeline.runReady();

    incarnation.close();

    assertThat(trace).containsExactly("started", "stopped");
    assertThat(system.whenTerminated().isCompleted()).isTrue();
    assertThat(incarnation.isOver()).isTrue();
  }

  @Test
  void everyMessageIsATaskOfItsOwn() {
    try (VirtualSystem incarnation = timeline.newIncarnation("steps")) {
      ActorSystem<String> system = incarnation.start(guardian(), "drover", SETTINGS);
      timeline.runReady();
      system.tell("a");
      system.tell("b");

      timeline.runUntil(() -> trace.contains("a"), Duration.ZERO);

      assertThat(trace).containsExactly("started", "a");
    }
  }

  @Test
  void anInterruptWhileAnActorIsAtWorkEndsTheRun() {
    VirtualSystem incarnation = timeline.newIncarnation("interrupted");
    Behavior<String> interrupting =
        Behaviors.receiveMessage(
            message -> {
              Thread.currentThread().interrupt();
              return Behaviors.same();
            });
    incarnation.start(interrupting, "drover", SETTINGS).tell("message");

    assertThatThrownBy(timeline::runReady).isInstanceOf(CancellationException.class);

    assertThat(Thread.interrupted()).isTrue();
    incarnation.crash();
  }

  @Test
  void anIncarnationStartsOnce() {
    try (VirtualSystem incarnation = timeline.newIncarnation("once")) {
      incarnation.start(guardian(), "drover", SETTINGS);

      assertThatThrownBy(() -> incarnation.start(guardian(), "drover", SETTINGS))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aFailedStartSaysWhyAndLeavesNothing() {
    Set<Thread> before = threads();
    VirtualSystem incarnation = timeline.newIncarnation("failing");

    assertThatThrownBy(() -> incarnation.start(guardian(), "no valid name!", ConfigFactory.load()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("invalid ActorSystem name");

    assertThat(incarnation.isOver()).isTrue();
    assertThat(threads()).isSubsetOf(before);
  }

  @Test
  void aBlockingDispatcherAndOneOfTheApplicationsOwnAreOnTheLoopToo() {
    Config settings =
        ConfigFactory.parseString(
                "drover.stuck-dispatcher { type = PinnedDispatcher, executor = thread-pool-executor }")
            .withFallback(SETTINGS);
    Behavior<Void> guardian =
        Behaviors.setup(
            context -> {
              context.spawn(guardian(), "blocking", DispatcherSelector.blocking());
              context.spawn(
                  guardian(), "own", DispatcherSelector.fromConfig("drover.stuck-dispatcher"));
              return Behaviors.empty();
            });
    try (VirtualSystem incarnation = timeline.newIncarnation("dispatchers")) {
      incarnation.start(guardian, "drover", settings);
      timeline.runReady();

      assertThat(trace).containsExactly("started", "started");
    }
  }

  @Test
  void aDispatcherWithThreadsOfItsOwnIsNamed() {
    try (VirtualSystem incarnation = timeline.newIncarnation("audited")) {
      Config settings =
          ConfigFactory.parseString("drover.stray { executor = fork-join-executor }")
              .withFallback(incarnation.overlay(SETTINGS));
      ActorSystem<Void> stray =
          incarnation.pumped(() -> ActorSystem.create(Behaviors.empty(), "stray", settings));

      assertThatThrownBy(() -> DispatcherAudit.requireLoop(stray))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("[drover.stray]");
    }
  }

  @Test
  void aSystemOnVirtualTimeNeedsAnIncarnation() {
    VirtualSystem incarnation = timeline.newIncarnation("gone");
    Config overlay = incarnation.overlay(SETTINGS);
    incarnation.crash();

    assertThatThrownBy(() -> VirtualSystem.of(overlay)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> VirtualSystem.of(SETTINGS)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void noThreadIsLeftAfterACloseNorAfterACrash() {
    Set<Thread> before = threads();
    for (int i = 0; i < 3; i++) {
      try (VirtualSystem incarnation = timeline.newIncarnation("closed")) {
        incarnation.start(guardian(), "drover", SETTINGS);
        timeline.advance(Duration.ofSeconds(1));
      }
      VirtualSystem incarnation = timeline.newIncarnation("crashed");
      incarnation.start(guardian(), "drover", SETTINGS);
      timeline.advance(Duration.ofSeconds(1));
      incarnation.crash();
    }

    assertThat(threads()).isSubsetOf(before);
  }

  private Behavior<String> guardian() {
    return Behaviors.setup(
        context -> {
          trace.add("started");
          return Behaviors.receive(String.class)
              .onAnyMessage(
                  message -> {
                    trace.add(message);
                    return Behaviors.same();
                  })
              .onSignal(
                  PostStop.class,
                  signal -> {
                    trace.add("stopped");
                    return Behaviors.same();
                  })
              .build();
        });
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet();
  }
}
