package io.drover.control;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** Counts the requests that are not answered yet, and takes no more once it is told. */
final class InFlight {
  private final CompletableFuture<Done> none = new CompletableFuture<>();
  private int count;
  private boolean stopped;

  /** Counts a request; false: no more are taken. */
  synchronized boolean begin() {
    if (!stopped) {
      count++;
    }
    return !stopped;
  }

  /** A request was answered. */
  synchronized void end() {
    count--;
    tell();
  }

  /** Takes no more; completes when all are answered. */
  synchronized CompletionStage<Done> stop() {
    stopped = true;
    tell();
    return none.minimalCompletionStage();
  }

  private void tell() {
    if (stopped && count == 0) {
      none.complete(Done.getInstance());
    }
  }
}
