package io.drover.hypervisor.libvirt;

import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.runtime.Timeline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of one kind to one host, each of which is given up when it does not return. Nothing gets a
 * thread back out of native code, so another takes its place, and it ends when the call returns
 * after all.
 */
final class WatchedCalls implements AutoCloseable {
  /** The limit of a call that lasts as long as it lasts. */
  static final Duration UNLIMITED = Duration.ZERO;

  private static final Logger LOG = LoggerFactory.getLogger(WatchedCalls.class);

  private final String host;
  private final int threadCount;
  private final CallThreads threads;
  private final StuckCalls stuck;
  private final Timeline timeline;

  private int writtenOff;

  /**
   * No call yet.
   *
   * @param name the kind of call, for the names of threads
   * @param threadCount how many may be under way, apart from those that were given up
   * @param queueSize how many more may wait
   * @param stuck the host's calls of all kinds that were given up
   */
  WatchedCalls(
      String host,
      String name,
      int threadCount,
      int queueSize,
      StuckCalls stuck,
      Timeline timeline) {
    this.host = host;
    this.threadCount = threadCount;
    this.threads = new CallThreads(host, name, threadCount, queueSize);
    this.stuck = stuck;
    this.timeline = timeline;
  }

  /** Asked before each call, on its thread. */
  void guard(Runnable check) {
    threads.guard(check);
  }

  /**
   * Makes a call on one of the threads. The stage fails with a hypervisor's exception: as {@code
   * FAILED} when the call does not return in time, which says nothing of the host; as {@code
   * UNREACHABLE} when it is not made because too many have not returned.
   *
   * @param what the call, for messages
   * @param limit how long the call itself may take, without its wait for a thread
   * @param onStuck runs when it has taken longer, before the stage fails
   */
  <T> CompletionStage<T> run(String what, Duration limit, Runnable onStuck, Supplier<T> call) {
    Optional<HypervisorException> refusal = stuck.refusal();
    if (refusal.isPresent()) {
      return CompletableFuture.failedStage(refusal.get());
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    threads
        .run(
            () -> {
              stuck.refusal().ifPresent(WatchedCalls::refuse);
              return limit.equals(UNLIMITED)
                  ? call.get()
                  : new Watch(what, limit, onStuck, result).over(call);
            })
        .whenComplete(
            (value, failure) -> {
              if (failure == null) {
                result.complete(value);
              } else {
                result.completeExceptionally(failure);
              }
            });
    return result.minimalCompletionStage();
  }

  /** Too many may have been given up while the call waited for its thread. */
  private static void refuse(HypervisorException refusal) {
    throw refusal;
  }

  /** Takes no more calls; those that wait are still made. */
  @Override
  public void close() {
    threads.close();
  }

  /** One call that is under way. */
  private final class Watch {
    private final String what;
    private final Duration limit;
    private final Runnable onStuck;
    private final CompletableFuture<?> result;

    private boolean returned;
    private boolean late;

    Watch(String what, Duration limit, Runnable onStuck, CompletableFuture<?> result) {
      this.what = what;
      this.limit = limit;
      this.onStuck = onStuck;
      this.result = result;
    }

    <T> T over(Supplier<T> call) {
      Timeline.Scheduled deadline = timeline.after(limit, this::expire);
      try {
        return call.get();
      } finally {
        deadline.cancel();
        end();
      }
    }

    private void expire() {
      if (!writeOff()) {
        return;
      }
      String sentence = "%s has not returned within %d ms".formatted(what, limit.toMillis());
      try {
        onStuck.run();
      } finally {
        result.completeExceptionally(new HypervisorException(Kind.FAILED, host + ": " + sentence));
      }
    }

    /** Whether the call has to be given up; then its thread is replaced. */
    private boolean writeOff() {
      synchronized (WatchedCalls.this) {
        if (!returned) {
          late = true;
          // First counted: what the thread in its place makes next may be one too many.
          int out = stuck.add();
          threads.resize(threadCount + ++writtenOff);
          LOG.warn(
              "host {}: {} has not returned within {} ms; it is given up, as one of {} now",
              host,
              what,
              limit.toMillis(),
              out);
          stuck.refusal().ifPresent(refusal -> LOG.warn("host {}", refusal.getMessage()));
        }
        return late;
      }
    }

    private void end() {
      synchronized (WatchedCalls.this) {
        returned = true;
        if (late) {
          threads.resize(threadCount + --writtenOff);
          LOG.info("host {}: {} has returned after all, {} have not", host, what, stuck.remove());
        }
      }
    }
  }
}
