package io.drover.simulation;

import com.typesafe.config.Config;
import java.io.Closeable;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.actor.SchedulerException;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Pekko's timers on virtual time; named as {@code pekko.scheduler.implementation}. Unlike those of
 * the default scheduler they are exact: a timer fires at its moment, not at the next tick.
 */
public final class VirtualScheduler extends AbstractScheduler implements Closeable {

  private final VirtualSystem incarnation;
  private final Queue<Runnable> onClose = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /** Called by Pekko. */
  public VirtualScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
    incarnation = VirtualSystem.of(config);
  }

  @Override
  public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
    requireOpen();
    if (task instanceof Scheduler.TaskRunOnClose) {
      // An idle dispatcher that wants to shut down has no thread to give back. How often one is
      // idle during a start is a matter of chance, which a timer would carry into the run.
      onClose.add(task);
      return Cancellable.alreadyCancelled();
    }
    return new OneShot(incarnation, delay.toNanos(), task, executor);
  }

  @Override
  @SuppressWarnings(
      "deprecation") // What scheduleAtFixedRate ends in; only calling it is out of date.
  public Cancellable schedule(
      FiniteDuration initialDelay,
      FiniteDuration interval,
      Runnable task,
      ExecutionContext executor) {
    if (interval.length() <= 0) {
      throw new IllegalArgumentException("The interval must be positive, not " + interval);
    }
    requireOpen();
    return new FixedRate(incarnation, initialDelay.toNanos(), interval.toNanos(), task, executor);
  }

  private void requireOpen() {
    if (closed) {
      String message = "The scheduler is closed";
      throw new IllegalStateException(message, new SchedulerException(message));
    }
  }

  @Override
  public double maxFrequency() {
    return Double.MAX_VALUE;
  }

  @Override
  public void close() {
    closed = true;
    for (Runnable task = onClose.poll(); task != null; task = onClose.poll()) {
      task.run();
    }
  }
}
