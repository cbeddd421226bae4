package io.drover.runtime;

import java.time.Duration;
import java.time.Instant;

/**
 * Time for what lives outside an actor system, such as the simulated hosts, which go on while an
 * orchestrator is down. Actors read {@code DroverClock} and use Pekko's timers instead.
 */
public interface Timeline {

  /** The wall clock. */
  Instant now();

  /** Monotonic time since some fixed moment. */
  Duration elapsed();

  /**
   * Runs {@code task} once after {@code delay} (zero: as soon as possible, never at once). Tasks of
   * the same moment run in the order in which they were given; a task must not block.
   */
  Scheduled after(Duration delay, Runnable task);

  /** A task that waits for its moment. */
  interface Scheduled {

    /** Takes the task back; without effect when it has run. */
    void cancel();
  }
}
