package io.drover.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.runtime.Timeline.Scheduled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VirtualTimelineTest {

  private final VirtualTimeline timeline = new VirtualTimeline(1);
  private final List<String> ran = new ArrayList<>();

  @Test
  void startsAtAFixedInstantAndStandsStillByItself() {
    timeline.runReady();

    assertThat(timeline.now()).isEqualTo("2000-01-01T00:00:00Z");
    assertThat(timeline.elapsed()).isZero();
  }

  @Test
  void runsTasksAtTheirMomentWhateverTheOrderTheyWereGivenIn() {
    for (int seconds : new int[] {3, 1, 2}) {
      timeline.after(Duration.ofSeconds(seconds), this::noteTheTime);
    }

    timeline.advance(Duration.ofMillis(2500));

    assertThat(ran).containsExactly("PT1S", "PT2S");
    assertThat(timeline.now()).isEqualTo("2000-01-01T00:00:02.500Z");
  }

  @Test
  void runsTheFleetsTasksOfOneMomentInTheOrderGiven() {
    List<String> given = IntStream.range(0, 50).mapToObj(i -> "task " + i).toList();
    given.forEach(task -> timeline.after(Duration.ofSeconds(1), () -> ran.add(task)));

    timeline.advance(Duration.ofSeconds(1));

    assertThat(ran).isEqualTo(given);
  }

  @Test
  void aTaskWithoutDelayNeverRunsAtOnceAndNeedsNoTime() {
    timeline.after(Duration.ZERO, () -> ran.add("first"));
    assertThat(ran).isEmpty();

    timeline.runReady();

    assertThat(ran).containsExactly("first");
    assertThat(timeline.elapsed()).isZero();
  }

  @Test
  void aCancelledTaskDoesNotRunEvenWhenItsMomentHasCome() {
    Scheduled waiting = timeline.after(Duration.ofSeconds(2), () -> ran.add("waiting"));
    waiting.cancel();
    List<Scheduled> ready = new ArrayList<>();
    timeline.after(Duration.ofSeconds(1), () -> ready.forEach(Scheduled::cancel));
    ready.add(timeline.after(Duration.ofSeconds(1), () -> ran.add("ready")));

    timeline.advance(Duration.ofSeconds(5));

    assertThat(ran).isEmpty();
  }

  @Test
  void runUntilStopsAfterTheTaskThatMakesTheConditionHold() {
    timeline.after(Duration.ofSeconds(1), () -> ran.add("a"));
    timeline.after(Duration.ofSeconds(1), () -> ran.add("b"));

    boolean held = timeline.runUntil(() -> ran.contains("a"), Duration.ofSeconds(9));

    assertThat(held).isTrue();
    assertThat(ran).containsExactly("a");
    assertThat(timeline.elapsed()).hasSeconds(1);
  }

  @Test
  void runUntilCountsWhatIsReadyAtTheLastMomentAndNothingLater() {
    timeline.after(
        Duration.ofSeconds(2), () -> timeline.after(Duration.ZERO, () -> ran.add("in time")));
    timeline.after(Duration.ofSeconds(2).plusNanos(1), () -> ran.add("late"));

    assertThat(timeline.runUntil(() -> ran.contains("in time"), Duration.ofSeconds(2))).isTrue();
    assertThat(timeline.runUntil(() -> ran.contains("late"), Duration.ZERO)).isFalse();
    assertThat(timeline.elapsed()).hasSeconds(2);
  }

  @Test
  void runUntilLetsTheWholeLimitPassWhenNothingHappens() {
    assertThat(timeline.runUntil(() -> false, Duration.ofMinutes(1))).isFalse();
    assertThat(timeline.elapsed()).hasMinutes(1);
  }

  @Test
  void aConditionOnTheTimeItselfCanHoldAtTheLastMoment() {
    boolean held =
        timeline.runUntil(() -> timeline.elapsed().toSeconds() == 2, Duration.ofSeconds(2));

    assertThat(held).isTrue();
  }

  @Test
  void countsItsStepsSoThatARunCanBeStoppedBetweenAnyTwo() {
    for (int i = 0; i < 10; i++) {
      timeline.after(Duration.ofSeconds(i), () -> ran.add("ran"));
    }

    timeline.runUntil(() -> timeline.steps() == 7, Duration.ofMinutes(1));

    assertThat(ran).hasSize(7);
    assertThat(timeline.elapsed()).hasSeconds(6);
  }

  @Test
  void aDelayBeyondTheEndOfTimeIsTheEndOfTime() {
    timeline.advance(Duration.ofDays(1));
    timeline.after(Duration.ofSeconds(Long.MAX_VALUE), () -> ran.add("never"));

    timeline.advance(Duration.ofDays(36500));

    assertThat(ran).isEmpty();
  }

  @Test
  void workThatLetsNoTimePassIsStoppedWithAReason() {
    VirtualTimeline guarded = new VirtualTimeline(1, Pacer.NONE, 100);
    again(guarded);

    assertThatThrownBy(guarded::runReady)
        .isInstanceOf(LivelockException.class)
        .hasMessageContaining("100 tasks ran at PT0S and more are ready")
        .hasMessageContaining("fleet");
  }

  private static void again(VirtualTimeline timeline) {
    timeline.after(Duration.ZERO, () -> again(timeline));
  }

  @Test
  void asManyTasksAsTheGuardAllowsMayRunAtEachMoment() {
    VirtualTimeline guarded = new VirtualTimeline(1, Pacer.NONE, 100);
    for (int i = 0; i < 300; i++) {
      guarded.after(Duration.ofSeconds(i / 100), () -> ran.add("ran"));
    }

    guarded.advance(Duration.ofSeconds(3));

    assertThat(ran).hasSize(300);
  }

  @Test
  void aFailingFleetTaskEndsTheRunAndTheLoopCanGoOn() {
    timeline.after(
        Duration.ofSeconds(1),
        () -> {
          throw new IllegalArgumentException("a bug in a simulated host");
        });
    timeline.after(Duration.ofSeconds(1), () -> ran.add("next"));

    assertThatThrownBy(() -> timeline.advance(Duration.ofSeconds(1)))
        .hasMessage("a bug in a simulated host");
    timeline.runReady();

    assertThat(ran).containsExactly("next");
  }

  @Test
  void aTaskCannotDriveTheLoop() {
    timeline.after(Duration.ZERO, timeline::runReady);

    assertThatThrownBy(timeline::runReady)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("drive the loop");
  }

  @Test
  void anInterruptEndsTheRunAndStaysVisible() {
    timeline.after(Duration.ofSeconds(1), () -> Thread.currentThread().interrupt());
    timeline.after(Duration.ofSeconds(2), () -> ran.add("after the interrupt"));

    assertThatThrownBy(() -> timeline.advance(Duration.ofSeconds(9)))
        .isInstanceOf(CancellationException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(ran).isEmpty();
  }

  @Test
  void workFromAnotherThreadIsRefusedBecauseNoSeedRepeatsIt() throws InterruptedException {
    timeline.runReady();
    Thread stranger =
        new Thread(() -> timeline.after(Duration.ZERO, () -> ran.add("chance")), "stranger");
    stranger.start();
    stranger.join();

    assertThatThrownBy(timeline::runReady)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("stranger");
  }

  private void noteTheTime() {
    ran.add(timeline.elapsed().toString());
  }

  @Test
  void aHookSeesTheWorldAfterEachTask() {
    timeline.after(Duration.ofSeconds(1), () -> ran.add("first"));
    timeline.after(Duration.ofSeconds(2), () -> ran.add("second"));
    timeline.afterEach(() -> ran.add("hook at " + timeline.elapsed()));

    timeline.advance(Duration.ofSeconds(3));

    assertThat(ran).containsExactly("first", "hook at PT1S", "second", "hook at PT2S");
  }

  @Test
  void aBreakComesOnceBetweenTheTasksThatItWasAskedFor() {
    for (int task = 1; task <= 4; task++) {
      String name = "task " + task;
      timeline.after(Duration.ofSeconds(1), () -> ran.add(name));
    }
    timeline.afterTasks(2, () -> ran.add("break"));

    timeline.advance(Duration.ofSeconds(1));

    assertThat(ran).containsExactly("task 1", "task 2", "break", "task 3", "task 4");
  }

  @Test
  void aBreakThatHasNotComeCanBeTakenBack() {
    timeline.after(Duration.ofSeconds(1), () -> ran.add("task"));
    timeline.afterTasks(1, () -> ran.add("break"));

    assertThat(timeline.cancelBreak()).isTrue();
    assertThat(timeline.cancelBreak()).isFalse();
    timeline.advance(Duration.ofSeconds(1));

    assertThat(ran).containsExactly("task");
    assertThatThrownBy(() -> timeline.afterTasks(0, () -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
