package io.drover.store.jdbc;

import io.drover.runtime.BoundedThreads;
import io.drover.runtime.DroverClock;
import io.drover.runtime.Mandate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
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

  private final PostgresAccess access;
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
   * @param lease what was taken
   */
  LeaseKeeper(PostgresAccess access, Lease lease, ActorSystem<?> system) {
    this.access = access;
    this.lease = lease;
    this.clock = DroverClock.get(system);
    this.mandate = Mandate.get(system);
  }

  /**
   * From now on it renews, and the mandate depends on it.
   *
   * @throws SQLException when the database cannot be connected to
   */
  synchronized void begin(ActorSystem<?> system) throws SQLException {
    connection = access.connectForLease();
    mandate.dependOn(this::doubt);
    Duration renewal = access.lease().renewal();
    renewals =
        system
            .scheduler()
            .scheduleWithFixedDelay(
                renewal, renewal, this::renew, ExecutionContext.fromExecutor(thread));
  }

  private Optional<String> doubt() {
    return lease.lasts(clock.elapsed(), clock.now())
        ? Optional.empty()
        : Optional.of("this process could not renew its lease of " + access.place());
  }

  private synchronized void renew() {
    if (renewals == null || renewedOnTheSameConnection()) {
      return;
    }
    try {
      connection = access.connectForLease();
      renewOn(connection);
    } catch (SQLException e) {
      failed(e);
    }
  }

  /** A connection that was lost is noticed here first, so this failure says little. */
  private boolean renewedOnTheSameConnection() {
    if (connection == null) {
      return false;
    }
    try {
      renewOn(connection);
      return true;
    } catch (SQLException e) {
      log.debug("a renewal of {} is done again: {}", access.place(), SqlFaults.message(e));
      disconnect();
      return false;
    }
  }

  private void renewOn(Connection current) throws SQLException {
    Lease next = access.lease().lease(lease.epoch(), clock);
    if (LeaseTable.renew(current, next.epoch(), access.lease().expiry())) {
      renewed(next);
    } else {
      lost(LeaseTable.holder(current).owner());
    }
  }

  private void renewed(Lease next) {
    lease = next;
    if (troubled) {
      troubled = false;
      log.info("the lease of {} is renewed again", access.place());
    }
  }

  private void failed(SQLException e) {
    disconnect();
    if (!troubled) {
      troubled = true;
      log.warn(
          "the lease of {} cannot be renewed, which is tried on; from {} ms after the last renewal"
              + " on nothing is done on any host: {}",
          access.place(),
          access.lease().term().toMillis(),
          SqlFaults.message(e));
    }
  }

  private void lost(Owner owner) {
    String why = "%s is written to by %s now".formatted(access.place(), owner);
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
      log.debug(
          "a connection of the lease of {} was lost: {}", access.place(), SqlFaults.message(e));
    }
    connection = null;
  }

  /** Gives the lease back; one that cannot be given back expires. */
  @Override
  public synchronized void close() {
    stop();
    try {
      if (connection != null) {
        LeaseTable.giveBack(connection, lease.epoch());
      }
    } catch (SQLException e) {
      log.warn("the lease of {} is not given back: {}", access.place(), SqlFaults.message(e));
    }
    disconnect();
  }
}
