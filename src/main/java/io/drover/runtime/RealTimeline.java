package io.drover.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Real time, on one daemon thread of its own. A task that fails is logged and holds up nothing;
 * after {@link #close()} no further task runs.
 */
public final class RealTimeline implements Timeline, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RealTimeline.class);

  private final ScheduledThreadPoolExecutor thread;

  /** Starts the thread with the first task. */
  public RealTimeline() {
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread daemon = new Thread(task, "drover-timeline");
              daemon.setDaemon(true);
              return daemon;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    thread.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime());
  }

  @Override
  public Scheduled after(Duration delay, Runnable task) {
    Future<?> pending =
        thread.schedule(
            () -> runLogged(task), TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
    return () -> pending.cancel(false);
  }

  private static void runLogged(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("A task on the timeline failed", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
