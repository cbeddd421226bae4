package io.drover.simulation;

import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.SchedulerException;
import org.apache.pekko.actor.SchedulerTask;
import scala.concurrent.ExecutionContext;

/**
 * A task handed to its executor again and again, each time when the last run is over and its moment
 * has come. Moments are counted from the first one, so that the rate does not drift. A run that
 * fails is the last.
 */
final class FixedRate implements Cancellable {

  private final VirtualSystem incarnation;
  private final long intervalNanos;
  private final Runnable task;
  private final ExecutionContext executor;
  private long due;
  private OneShot next;
  private boolean cancelled;

  FixedRate(
      VirtualSystem incarnation,
      long initialDelayNanos,
      long intervalNanos,
      Runnable task,
      ExecutionContext executor) {
    this.incarnation = incarnation;
    this.intervalNanos = intervalNanos;
    this.task = task;
    this.executor = executor;
    this.due = incarnation.timeline().nowNanos() + Math.max(0, initialDelayNanos);
    this.next = new OneShot(incarnation, initialDelayNanos, this::run, executor);
  }

  private synchronized void run() {
    if (cancelled) {
      return;
    }
    try {
      task.run();
    } catch (SchedulerException e) {
      cancelled = true; // How Pekko says that the receiver is gone.
    }
    if (!cancelled) {
      due += intervalNanos;
      long delay = Math.max(1, due - incarnation.timeline().nowNanos());
      next = new OneShot(incarnation, delay, this::run, executor);
    }
  }

  @Override
  public synchronized boolean cancel() {
    if (cancelled) {
      return false;
    }
    cancelled = true;
    if (next.cancel() && task instanceof SchedulerTask notified) {
      executor.execute(notified::cancelled);
    }
    return true;
  }

  @Override
  public synchronized boolean isCancelled() {
    return cancelled;
  }
}
