package io.drover.hypervisor.libvirt;

import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.runtime.BoundedThreads;
import io.drover.runtime.NoMandateException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Threads that may block on one host: as many as configured, of this host alone, so that a sick
 * host costs no other a thread. They are started on demand and end when there is nothing to do.
 */
final class CallThreads implements AutoCloseable {
  private final String host;
  private final BoundedThreads threads;
  private volatile Runnable guard = () -> {};

  /** No thread yet; they will be named {@code drover-libvirt-HOST-NAME-N}. */
  CallThreads(String host, String name, int threadCount, int queueSize) {
    this.host = host;
    threads =
        new BoundedThreads("drover-libvirt-%s-%s".formatted(host, name), threadCount, queueSize);
  }

  /** Asked before each call, on its thread: it may have waited for one. */
  void guard(Runnable check) {
    guard = check;
  }

  /** Runs {@code work} on one of the threads; the stage fails with a hypervisor's exception. */
  <T> CompletionStage<T> run(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      threads.execute(() -> complete(result, work));
    } catch (RejectedExecutionException e) {
      String why = threads.isClosed() ? "is closed" : "has too many calls waiting";
      result.completeExceptionally(new HypervisorException(Kind.UNREACHABLE, host + " " + why, e));
    }
    return result.minimalCompletionStage();
  }

  private <T> void complete(CompletableFuture<T> result, Supplier<T> work) {
    try {
      guard.run();
      result.complete(work.get());
    } catch (HypervisorException | NoMandateException e) {
      result.completeExceptionally(e);
    } catch (RuntimeException | LinkageError e) {
      result.completeExceptionally(
          new HypervisorException(Kind.FAILED, host + ": " + e.getMessage(), e));
    }
  }

  /** From now on there may be this many threads; what waits begins at once where there is room. */
  void resize(int threadCount) {
    threads.resize(threadCount);
  }

  /** Takes no more work; what waits is still run. */
  @Override
  public void close() {
    threads.close();
  }
}
