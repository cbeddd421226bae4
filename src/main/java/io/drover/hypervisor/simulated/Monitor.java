package io.drover.hypervisor.simulated;

import io.drover.runtime.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The one lock of a fleet, and its time. Everything mutable in the fleet is read and written
 * inside; what calls foreign code (a stream, a future's dependents) is done after the lock was let
 * go.
 */
final class Monitor {
  private final ReentrantLock lock = new ReentrantLock();
  private final Timeline timeline;
  private List<Runnable> outbox = new ArrayList<>();

  Monitor(Timeline timeline) {
    this.timeline = timeline;
  }

  /** Does something inside; what it posted is run before this returns. */
  <T> T call(Supplier<T> body) {
    List<Runnable> posted = List.of();
    lock.lock();
    try {
      return body.get();
    } finally {
      if (!outbox.isEmpty()) {
        posted = outbox;
        outbox = new ArrayList<>();
      }
      lock.unlock();
      posted.forEach(Runnable::run);
    }
  }

  /** Does something inside. */
  void run(Runnable body) {
    call(
        () -> {
          body.run();
          return true;
        });
  }

  /** Called inside: has something done outside as soon as the lock is let go. */
  void post(Runnable outside) {
    outbox.add(outside);
  }

  /** Has something done inside after some time. */
  Timeline.Scheduled after(Duration delay, Runnable body) {
    return timeline.after(delay, () -> run(body));
  }

  /** Has something done outside after some time. */
  Timeline.Scheduled afterOutside(Duration delay, Runnable outside) {
    return timeline.after(delay, outside);
  }

  /** The wall clock. */
  Instant now() {
    return timeline.now();
  }

  /** Monotonic time. */
  Duration elapsed() {
    return timeline.elapsed();
  }
}
