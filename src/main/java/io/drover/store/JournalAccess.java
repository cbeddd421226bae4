package io.drover.store;

import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;

/**
 * How an actor keeps a journal.
 *
 * @param journalPlugin the id of the journal plugin
 * @param snapshotPlugin the id of the plugin for snapshots
 * @param afterFailure how it goes on when a write failed: it reads its journal again, after a while
 */
public record JournalAccess(
    String journalPlugin, String snapshotPlugin, BackoffSupervisorStrategy afterFailure) {

  /** Of an actor that keeps no snapshots. */
  public static final String NO_SNAPSHOTS = "pekko.persistence.no-snapshot-store";

  /**
   * Up to which sequence number a stream is deleted that nobody will ever write to again: nothing
   * remains of it. A stream that is deleted up to any other number keeps its place, so that the
   * next event has the next number.
   */
  public static final long END_OF_STREAM = Long.MAX_VALUE;
}
