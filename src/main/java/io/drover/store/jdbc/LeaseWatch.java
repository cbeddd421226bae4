package io.drover.store.jdbc;

import java.time.Duration;

/**
 * A lease as it is seen by a process that waits for it. What the database's clock says alone takes
 * it from nobody, and keeps nobody waiting: that clock can be set, forwards and back.
 *
 * @param first how it was when the waiting began
 * @param since when that was, by the waiter's monotonic clock
 * @param latest how it is now
 */
record LeaseWatch(LeaseTable.Holder first, Duration since, LeaseTable.Holder latest) {

  /** What follows from what was seen. */
  enum Verdict {
    /** Its holder lives, or another process was faster. */
    IN_USE,
    /** Its holder may still rely on it. */
    WAIT,
    /** It was given back, or its holder has ceased to rely on it. */
    FREE
  }

  /** The waiting begins. */
  static LeaseWatch begin(LeaseTable.Holder holder, Duration now) {
    return new LeaseWatch(holder, now, holder);
  }

  /** It was looked at again. */
  LeaseWatch seen(LeaseTable.Holder holder) {
    return new LeaseWatch(first, since, holder);
  }

  /**
   * Whether it may be taken. One that has expired by the database's clock is waited for until it
   * has not been renewed for as long as its holder relies on it after a renewal; any other until it
   * has not been renewed for as long as it lasts.
   *
   * @param now by the waiter's monotonic clock
   * @param terms the same for all processes that work with a store
   */
  Verdict verdict(Duration now, LeaseTerms terms) {
    if (latest.givenBack()) {
      return Verdict.FREE;
    } else if (!latest.isTheSameAs(first)) {
      return Verdict.IN_USE;
    }
    Duration unchanged = now.minus(since);
    Duration enough = latest.left().isNegative() ? terms.term() : terms.expiry();
    return unchanged.compareTo(enough) < 0 ? Verdict.WAIT : Verdict.FREE;
  }
}
