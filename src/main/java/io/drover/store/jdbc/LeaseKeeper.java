package io.drover.store.jdbc;

import io.drover.runtime.BoundedThreads;
import io.drover.runtime.DroverClock;
import io.drover.runtime.Mandate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContext;

/**
 * Renews the lease of a PostgreSQL store, on a thread and a connection of its own, and is the doubt
 * of this process's {@link Mandate}: without a renewal in time it may not act, and when another
 * process has the lease it never may again.
 */
final class LeaseKeeper implements OpenStore.Hold {
  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

  private final String place;
  private final DataSource database;
  private final LeaseTerms terms;
  private final DroverClock clock;
  private final Mandate mandate;
  private final BoundedThreads thread = new BoundedThreads("drover-lease", 1, 1);
  private volatile Lease lease;
  private @Nullable Connection connection;
  private @Nullable Cancellable renewals;
  private boolean troubled;

  /**
   * A keeper that does not renew yet.
   *
   * @param place the store, for sentences
   * @param connection where the lease was taken, which is the keeper's from now on
   */
  LeaseKeeper(
      String place,
      DataSource database,
      Connection connection,
      LeaseTerms terms,
      Lease lease,
      ActorSystem<?> system) {
    this.place = place;
    this.database = database;
    this.connection = connection;
    this.terms = terms;
    this.lease = lease;
    this.clock = DroverClock.get(system);
    this.mandate = Mandate.get(system);
  }

  /** From now on it renews, and the mandate depends on it. */
  synchronized void begin(ActorSystem<?> system) {
    mandate.dependOn(this::doubt);
    renewals =
        system
            .scheduler()
            .scheduleWithFixedDelay(
                terms.renewal(),
                terms.renewal(),
                this::renew,
                ExecutionContext.fromExecutor(thread));
  }

  /** Of whose writes this is the lease. */
  long epoch() {
    return lease.epoch();
  }

  private Optional<String> doubt() {
    return lease.lasts(clock.elapsed(), clock.now())
        ? Optional.empty()
        : Optional.of("this process could not renew its lease of " + place);
  }

  private synchronized void renew() {
    if (renewals == null) {
      return;
    }
    Lease next = terms.lease(lease.epoch(), clock);
    try {
      Connection current = connection;
      if (current == null) {
        current = database.getConnection();
        connection = current;
      }
      if (LeaseTable.renew(current, next.epoch(), terms.expiry())) {
        renewed(next);
      } else {
        lost(LeaseTable.holder(current).owner());
      }
    } catch (SQLException e) {
      failed(e);
    }
  }

  private void renewed(Lease next) {
    lease = next;
    if (troubled) {
      troubled = false;
      log.info("the lease of {} is renewed again", place);
    }
  }

  private void failed(SQLException e) {
    disconnect();
    if (!troubled) {
      troubled = true;
      log.warn(
          "the lease of {} cannot be renewed, which is tried on; from {} after the last renewal on"
              + " nothing is done on any host: {}",
          place,
          terms.term(),
          SqlFaults.message(e));
    }
  }

  private void lost(Owner owner) {
    String why = "%s is written to by %s now".formatted(place, owner);
    log.error("{}: this Drover ends", why);
    stop();
    disconnect();
    mandate.lose(why);
  }

  private void stop() {
    if (renewals != null) {
      renewals.cancel();
      renewals = null;
    }
    thread.close();
  }

  private void disconnect() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      log.debug("a connection of the lease of {} was lost: {}", place, SqlFaults.message(e));
    }
    connection = null;
  }

  /** Gives the lease back; one that cannot be given back expires. */
  @Override
  public synchronized void close() {
    stop();
    try {
      if (connection != null) {
        LeaseTable.renew(connection, lease.epoch(), Duration.ZERO);
      }
    } catch (SQLException e) {
      log.warn("the lease of {} is not given back: {}", place, SqlFaults.message(e));
    }
    disconnect();
  }
}
