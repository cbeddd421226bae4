package io.drover.runtime;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bounded number of threads for work that may block, and a bounded queue for what waits for them.
 * They are daemons, started on demand, and end when there is nothing to do, so there is nothing
 * that has to be closed.
 */
public final class BoundedThreads implements Executor, AutoCloseable {
  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads;

  /**
   * No thread yet.
   *
   * @param name the threads will be called {@code NAME-1}, {@code NAME-2}, ...
   * @param threadCount how many pieces of work may be under way at a time
   * @param queueSize how many more may wait
   */
  public BoundedThreads(String name, int threadCount, int queueSize) {
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            threadCount,
            threadCount,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queueSize),
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Does the work on one of the threads.
   *
   * @throws java.util.concurrent.RejectedExecutionException when too much waits already, or after
   *     {@link #close()}
   */
  @Override
  public void execute(Runnable work) {
    threads.execute(work);
  }

  /**
   * From now on there may be this many threads. What waits begins at once where there is room; a
   * thread too many ends with the work that it does.
   */
  public synchronized void resize(int threadCount) {
    if (threadCount > threads.getMaximumPoolSize()) {
      threads.setMaximumPoolSize(threadCount);
      threads.setCorePoolSize(threadCount);
    } else {
      threads.setCorePoolSize(threadCount);
      threads.setMaximumPoolSize(threadCount);
    }
  }

  /** Whether it takes no more work. */
  public boolean isClosed() {
    return threads.isShutdown();
  }

  /** Takes no more work; what waits is still done. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
