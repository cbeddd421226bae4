package io.drover.migration;

import io.drover.model.MigrationView;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a host application does after a migration. Exactly one of the two is chosen, with the
 * outcome, and it runs at least once until it succeeded or was given up: it may run again after a
 * failure, a time-out or a crash, so it must be idempotent; {@link MigrationView#id()} is its key.
 *
 * <p>A migration that was given up before its call returned may move the guest after all. The
 * choice stands: Drover finds the guest, and carries the move on as a migration of its own, with
 * {@code -late} after the id and no hooks, which {@code Drover.watch()} tells of.
 *
 * <p>Hooks run on a dispatcher of their own, hold neither a slot nor the instance, and have a
 * deadline and a number of calls ({@code drover.hooks}). One that throws, or whose stage fails or
 * never completes, is called again, and given up in the end; a stage that fails with a {@link
 * HookPostponedException} is asked for later and was no call. A hook that is pending when its name
 * is not registered any more waits for a start at which it is.
 */
public interface MigrationHooks {

  /** Hooks that do nothing. */
  MigrationHooks NONE = new MigrationHooks() {};

  /** The guest runs at the destination. */
  default CompletionStage<?> post(MigrationView migration) {
    return CompletableFuture.completedStage(null);
  }

  /** The guest runs at the source, or is gone; {@link MigrationView#reason()} says why. */
  default CompletionStage<?> recover(MigrationView migration) {
    return CompletableFuture.completedStage(null);
  }
}
