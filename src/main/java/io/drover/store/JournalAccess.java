package io.drover.store;

import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;

/**
 * How an actor keeps a journal.
 *
 * @param plugin the id of the journal plugin
 * @param afterFailure how it goes on when a write failed: it reads its journal again, after a while
 */
public record JournalAccess(String plugin, BackoffSupervisorStrategy afterFailure) {

  /** Drover keeps no snapshots. */
  public static final String NO_SNAPSHOTS = "pekko.persistence.no-snapshot-store";
}
