package io.drover.store.jdbc;

import com.typesafe.config.ConfigException;
import io.drover.runtime.DroverClock;
import io.drover.runtime.Waits;
import java.time.Duration;

/**
 * How a lease is kept. A renewal is given up after as long as there is between two of them, and
 * then done again at once; so that this still comes in time, the term is more than two renewals.
 *
 * @param renewal how often it is renewed, and how long that may take
 * @param expiry how long after a renewal another process may take it, by the database's clock
 */
record LeaseTerms(Duration renewal, Duration expiry) {

  /** The keys of {@code drover.stores.postgres.lease}. */
  static LeaseTerms from(Waits lease) {
    Duration renewal = lease.positive("renewal");
    Duration expiry = lease.positive("expiry");
    if (renewal.multipliedBy(3).compareTo(expiry) >= 0) {
      throw new ConfigException.BadValue(
          lease.config().getValue("expiry").origin(),
          "drover.stores.postgres.lease.expiry",
          "must be more than three times as long as renewal");
    }
    return new LeaseTerms(renewal, expiry);
  }

  /** How long its holder relies on it: what it begins then has one renewal's time to arrive. */
  Duration term() {
    return expiry.minus(renewal);
  }

  /** A lease that is asked for now. */
  Lease lease(long epoch, DroverClock clock) {
    return new Lease(epoch, clock.elapsed(), clock.now(), term());
  }
}
