package io.drover.simulation;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Creating an actor system waits for some of its actors. So it is created on a helper thread, while
 * the calling one runs what it submits, in the order it comes in, until all is quiet.
 */
final class StartPump {

  private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
  private final Duration patience;

  /**
   * @param patience how long, in real time, nothing at all may happen before the start counts as
   *     stuck
   */
  StartPump(Duration patience) {
    this.patience = patience;
  }

  void add(Runnable task) {
    work.add(task);
  }

  /**
   * Returns what was created, once that is done and there is no work left.
   *
   * @throws IllegalStateException when the creation failed or is stuck
   * @throws CancellationException when interrupted
   */
  <T> T run(Callable<T> creation, String threadName) {
    Runnable created = () -> {};
    FutureTask<T> result =
        new FutureTask<>(creation) {
          @Override
          protected void done() {
            work.add(created);
          }
        };
    Thread helper = new Thread(result, threadName);
    helper.setDaemon(true);
    helper.start();
    try {
      Runnable next = next(helper);
      while (next != created) {
        next.run();
        next = next(helper);
      }
      for (Runnable rest = work.poll(); rest != null; rest = work.poll()) {
        rest.run();
      }
      helper.join();
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("Interrupted during the " + threadName);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new IllegalStateException(
          "The " + threadName + " failed: " + cause.getMessage(), cause);
    } finally {
      helper.interrupt();
    }
  }

  private Runnable next(Thread helper) throws InterruptedException {
    Runnable next = work.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    if (next == null) {
      IllegalStateException stuck =
          new IllegalStateException("The " + helper.getName() + " is stuck");
      stuck.setStackTrace(helper.getStackTrace()); // Where the cause is to be found.
      throw stuck;
    }
    return next;
  }
}
