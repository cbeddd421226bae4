package io.drover.simulation;

import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.SchedulerTask;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;

/** A task handed to its executor once, after a delay; without a delay at once. */
final class OneShot implements Cancellable {

  private final Runnable task;
  private final ExecutionContext executor;
  private final @Nullable VirtualTimer timer;
  private volatile boolean cancelled;

  OneShot(VirtualSystem incarnation, long delayNanos, Runnable task, ExecutionContext executor) {
    this.task = task;
    this.executor = executor;
    if (delayNanos > 0) {
      timer = incarnation.schedule(delayNanos, this::fire);
    } else {
      timer = null;
      executor.execute(task);
    }
  }

  private void fire() {
    try {
      executor.execute(task);
    } catch (RuntimeException e) {
      // It ran on the spot: a timer that fails must not end the loop.
      executor.reportFailure(e);
    }
  }

  @Override
  public boolean cancel() {
    if (timer == null || !timer.tryCancel()) {
      return false;
    }
    cancelled = true;
    if (task instanceof SchedulerTask notified) {
      executor.execute(notified::cancelled);
    }
    return true;
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }
}
