package io.drover.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/**
 * Stands between a {@link MemoryJournal} and its store, and decides when a write is stored and what
 * the journal is told of it. Lets a test or a simulation make writes slow, lost or fail.
 */
@FunctionalInterface
public interface WriteInterceptor {

  /** Stores every write at once. */
  WriteInterceptor NONE =
      (stream, store) -> {
        store.run();
        return CompletableFuture.completedStage(Done.getInstance());
      };

  /**
   * A write begins.
   *
   * @param stream the persistence id of its writer
   * @param store stores the events, at most once; throws {@link WriteConflictException} when others
   *     have taken their place in the stream meanwhile
   * @return completes when the journal is to report that the events are stored; fails with {@link
   *     WriteRejectedException} when it is to reject them, with anything else when it is to fail
   */
  CompletionStage<Done> write(String stream, Runnable store);
}
