package io.drover.testing;

import io.drover.runtime.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A timeline that stands still until a test moves it. */
public final class ManualTimeline implements Timeline {
  private final PriorityQueue<Task> waiting =
      new PriorityQueue<>(Comparator.comparing(Task::due).thenComparing(Task::number));
  private Duration elapsed = Duration.ZERO;
  private long given;

  @Override
  public Instant now() {
    return Instant.EPOCH.plus(elapsed);
  }

  @Override
  public Duration elapsed() {
    return elapsed;
  }

  @Override
  public Scheduled after(Duration delay, Runnable body) {
    Task task = new Task(elapsed.plus(delay), given++, body);
    waiting.add(task);
    return () -> waiting.remove(task);
  }

  /** Moves on by this much and runs what becomes due, each task at its moment. */
  public void advance(Duration time) {
    Duration until = elapsed.plus(time);
    while (!waiting.isEmpty() && waiting.peek().due().compareTo(until) <= 0) {
      step();
    }
    elapsed = until;
  }

  /** Moves on to the next task and runs it; false when none waits. */
  public boolean step() {
    Task next = waiting.poll();
    if (next != null) {
      elapsed = next.due();
      next.body().run();
    }
    return next != null;
  }

  private record Task(Duration due, long number, Runnable body) {}
}
