package io.drover.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RealTimelineTest {

  private final RealTimeline timeline = new RealTimeline();
  private final List<Integer> ran = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    timeline.close();
  }

  @Test
  void runsTasksOfTheSameDelayInTheOrderGivenOnOneDaemonThread() throws InterruptedException {
    List<Integer> given = IntStream.range(0, 200).boxed().toList();
    List<Thread> threads = Collections.synchronizedList(new ArrayList<>());

    given.forEach(
        task ->
            timeline.after(
                Duration.ofMillis(5),
                () -> {
                  ran.add(task);
                  threads.add(Thread.currentThread());
                }));
    awaitTask(Duration.ofMillis(10));

    assertThat(ran).isEqualTo(given);
    assertThat(threads).allSatisfy(thread -> assertThat(thread).isSameAs(threads.get(0)));
    assertThat(threads.get(0).isDaemon()).isTrue();
  }

  @Test
  void aCancelledTaskDoesNotRun() throws InterruptedException {
    CountDownLatch cancelled = new CountDownLatch(1);
    timeline.after(Duration.ZERO, () -> awaitUninterrupted(cancelled));
    timeline.after(Duration.ZERO, () -> ran.add(1)).cancel();
    cancelled.countDown();

    awaitTask(Duration.ZERO);

    assertThat(ran).isEmpty();
  }

  @Test
  void aTaskThatFailsHoldsUpNothing() throws InterruptedException {
    timeline.after(
        Duration.ZERO,
        () -> {
          throw new IllegalStateException("expected by this test");
        });

    awaitTask(Duration.ZERO);
  }

  @Test
  void elapsedTimeCoversTheDelayOfATask() throws InterruptedException {
    Duration before = timeline.elapsed();

    awaitTask(Duration.ofMillis(3));

    assertThat(timeline.elapsed().minus(before)).isGreaterThanOrEqualTo(Duration.ofMillis(3));
    assertThat(timeline.now()).isAfter("2025-01-01T00:00:00Z");
  }

  @Test
  void takesWorkWithoutComplaintWhenClosed() {
    timeline.close();

    timeline.after(Duration.ZERO, () -> ran.add(1)).cancel();

    assertThat(ran).isEmpty();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitTask(Duration delay) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    timeline.after(delay, done::countDown);
    done.await();
  }
}
