package io.drover.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.drover.runtime.DroverClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.actor.SchedulerTask;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.dispatch.ExecutionContexts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VirtualSchedulerTest {

  private final VirtualTimeline timeline = new VirtualTimeline(1);
  private final VirtualSystem incarnation = timeline.newIncarnation("scheduling");
  private final ActorSystem<Counter.Ask> system =
      incarnation.start(Behaviors.ignore(), "drover", ConfigFactory.load());
  private final Scheduler scheduler = Adapter.toClassic(system).scheduler();
  private final List<String> fired = new ArrayList<>();

  @AfterEach
  void crash() {
    incarnation.crash();
  }

  @Test
  void firesOnceAtTheExactMoment() {
    scheduler.scheduleOnce(Duration.ofMillis(1234), this::note, system.executionContext());

    timeline.advance(Duration.ofSeconds(5));

    assertThat(fired).containsExactly("PT1.234S");
  }

  @Test
  void firesAtAFixedRateWithoutDrift() {
    scheduler.scheduleAtFixedRate(
        Duration.ofMillis(100), Duration.ofMillis(333), this::note, system.executionContext());

    timeline.advance(Duration.ofHours(1));

    assertThat(fired)
        .isEqualTo(
            IntStream.range(0, 10811)
                .mapToObj(i -> Duration.ofMillis(100 + 333L * i).toString())
                .toList());
  }

  @Test
  void firesWithAFixedDelay() {
    scheduler.scheduleWithFixedDelay(
        Duration.ZERO, Duration.ofSeconds(2), this::note, system.executionContext());

    timeline.advance(Duration.ofSeconds(5));

    assertThat(fired).containsExactly("PT0S", "PT2S", "PT4S");
  }

  @Test
  void aCancelledTimerDoesNotFireAndIsCancelledOnce() {
    Cancellable once =
        scheduler.scheduleOnce(Duration.ofSeconds(1), this::note, system.executionContext());

    assertThat(once.isCancelled()).isFalse();
    assertThat(once.cancel()).isTrue();
    assertThat(once.cancel()).isFalse();
    assertThat(once.isCancelled()).isTrue();
    timeline.advance(Duration.ofSeconds(5));
    assertThat(fired).isEmpty();
  }

  @Test
  void aTimerThatHasFiredCannotBeCancelled() {
    Cancellable once =
        scheduler.scheduleOnce(Duration.ofSeconds(1), this::note, system.executionContext());

    timeline.advance(Duration.ofSeconds(1));

    assertThat(once.cancel()).isFalse();
    assertThat(once.isCancelled()).isFalse();
    assertThat(fired).hasSize(1);
  }

  @Test
  void aFixedRateEndsWhenCancelledEvenByItsOwnTask() {
    List<Cancellable> self = new ArrayList<>();
    Runnable task =
        () -> {
          note();
          if (fired.size() == 3) {
            self.get(0).cancel();
          }
        };
    self.add(
        scheduler.scheduleAtFixedRate(
            Duration.ofSeconds(1), Duration.ofSeconds(1), task, system.executionContext()));

    timeline.advance(Duration.ofSeconds(9));

    assertThat(fired).containsExactly("PT1S", "PT2S", "PT3S");
    assertThat(self.get(0).isCancelled()).isTrue();
  }

  @Test
  void aFixedRateEndsWithTheRunThatFailsAndTheExecutorIsTold() {
    List<Throwable> reported = new ArrayList<>();
    RuntimeException failure = new IllegalArgumentException("expected by this test");
    scheduler.scheduleAtFixedRate(
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        () -> {
          note();
          throw failure;
        },
        ExecutionContexts.fromExecutor(Runnable::run, reported::add));

    timeline.advance(Duration.ofSeconds(9));

    assertThat(fired).containsExactly("PT1S");
    assertThat(reported).containsExactly(failure);
  }

  @Test
  void aTaskThatWantsToKnowIsToldOfItsCancellation() {
    SchedulerTask task =
        new SchedulerTask() {
          @Override
          public void run() {
            note();
          }

          @Override
          public void cancelled() {
            fired.add("cancelled");
          }
        };
    scheduler.scheduleOnce(Duration.ofSeconds(1), task, system.executionContext()).cancel();
    scheduler
        .scheduleAtFixedRate(
            Duration.ofSeconds(1), Duration.ofSeconds(1), task, system.executionContext())
        .cancel();

    timeline.advance(Duration.ofSeconds(5));

    assertThat(fired).containsExactly("cancelled", "cancelled");
  }

  @Test
  void anIntervalOfNothingIsRefused() {
    assertThatThrownBy(
            () ->
                scheduler.scheduleAtFixedRate(
                    Duration.ZERO, Duration.ZERO, this::note, system.executionContext()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aQuestionTimesOutInVirtualTime() {
    CompletionStage<Integer> answer =
        AskPattern.ask(system, Counter.Ask::new, Duration.ofSeconds(30), system.scheduler());

    timeline.advance(Duration.ofMillis(29_999));
    assertThat(answer.toCompletableFuture()).isNotDone();
    timeline.advance(Duration.ofMillis(1));

    assertThat(answer.toCompletableFuture())
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void theSystemsClockIsTheTimelines() {
    timeline.advance(Duration.ofSeconds(90));

    DroverClock clock = DroverClock.get(system);

    assertThat(clock.now()).isEqualTo("2000-01-01T00:01:30Z");
    assertThat(clock.elapsed()).hasSeconds(90);
  }

  @Test
  void whatIsToRunOnCloseRunsThenAndNotBefore() {
    Scheduler.TaskRunOnClose task = () -> fired.add("closed");
    scheduler.scheduleOnce(Duration.ofSeconds(1), task, system.executionContext());
    timeline.advance(Duration.ofSeconds(5));
    assertThat(fired).isEmpty();

    incarnation.close();

    assertThat(fired).containsExactly("closed");
  }

  @Test
  void aClosedSchedulerTakesNothingMore() {
    incarnation.close();

    assertThatThrownBy(
            () ->
                scheduler.scheduleOnce(
                    Duration.ofSeconds(1), this::note, system.executionContext()))
        .isInstanceOf(IllegalStateException.class);
  }

  private void note() {
    fired.add(timeline.elapsed().toString());
  }
}
