package io.drover.store.jdbc;

import java.time.Duration;
import java.time.Instant;

/**
 * A lease as its holder sees it. Counted from before it was asked for, by both of the holder's
 * clocks: the monotonic one stands still while a virtual machine is suspended, the other can be
 * set.
 *
 * @param epoch of whose writes it is
 * @param elapsed when it was asked for, by the monotonic clock
 * @param asked when it was asked for, by the wall clock
 * @param term how long it lasts from then
 */
record Lease(long epoch, Duration elapsed, Instant asked, Duration term) {

  /** The same in the epoch that it was given. */
  Lease inEpoch(long given) {
    return new Lease(given, elapsed, asked, term);
  }

  /** Whether it still lasts; one that may be over is taken to be. */
  boolean lasts(Duration elapsedNow, Instant now) {
    return elapsedNow.minus(elapsed).compareTo(term) < 0 && now.isBefore(asked.plus(term));
  }
}
