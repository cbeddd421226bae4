package io.drover.store.jdbc;

import io.drover.runtime.DroverClock;
import io.drover.runtime.RealTimeline;
import io.drover.runtime.Waits;
import io.drover.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slick.jdbc.PostgresProfile$;

/**
 * The store {@code postgres}: a schema of a PostgreSQL database, written to by the process that has
 * its lease. The database itself refuses what others write.
 *
 * @param connections for journal and snapshots together
 */
record PostgresStore(PostgresAccess access, int connections) {
  private static final Logger log = LoggerFactory.getLogger(PostgresStore.class);

  /** How often it is asked whether the lease of another process is free. */
  private static final Duration ASK_AGAIN = Duration.ofMillis(200);

  /** Any number, the same for each Drover. */
  private static final String SCHEMA_LOCK = "select pg_advisory_xact_lock(6737683)";

  /** The keys of {@code drover.stores.postgres}. */
  static PostgresStore from(Waits stores) {
    Waits postgres = stores.at("postgres");
    return new PostgresStore(PostgresAccess.from(postgres), postgres.count("connections", 1));
  }

  /**
   * Opens the store for this process alone.
   *
   * @param queue how many pieces of work may wait for one of its connections
   * @throws StoreException when it cannot be used
   */
  OpenStore open(Owner self, int queue, ActorSystem<?> system) {
    return open(self, queue, system, SchemaSteps.of("postgres"));
  }

  OpenStore open(Owner self, int queue, ActorSystem<?> system, SchemaSteps steps) {
    Schema schema = new Schema(steps, access.place(), SCHEMA_LOCK);
    try (Connection connection = access.connect()) {
      checkThatThereIsASchema(connection);
      schema.create(connection);
      Lease lease = takeLease(connection, self, DroverClock.get(system));
      return open(schema, connection, lease, queue, system);
    } catch (SQLException e) {
      throw new StoreException(
          "%s cannot be used: %s".formatted(access.place(), SqlFaults.message(e)), e);
    }
  }

  private void checkThatThereIsASchema(Connection connection) throws SQLException {
    if (connection.getSchema() == null) {
      throw new StoreException(
          "%s cannot be used: currentSchema in drover.stores.postgres.url names no schema that is there"
              .formatted(access.place()));
    }
  }

  private Lease takeLease(Connection connection, Owner self, DroverClock clock)
      throws SQLException {
    try (RealTimeline time = new RealTimeline()) {
      LeaseWatch watch = LeaseWatch.begin(LeaseTable.holder(connection), time.elapsed());
      if (watch.verdict(time.elapsed(), access.lease()) == LeaseWatch.Verdict.WAIT) {
        log.info(
            "{} is waiting for {} to renew its lease or to lose it",
            access.place(),
            watch.first().owner());
      }
      while (true) {
        switch (watch.verdict(time.elapsed(), access.lease())) {
          case IN_USE -> throw inUse(watch.latest().owner());
          case WAIT -> LeaseTable.pause(connection, ASK_AGAIN);
          case FREE -> {
            Lease asked = access.lease().lease(0, clock);
            OptionalLong epoch =
                LeaseTable.take(connection, watch.latest(), self, access.lease().expiry());
            if (epoch.isPresent()) {
              return asked.inEpoch(epoch.getAsLong());
            }
          }
        }
        watch = watch.seen(LeaseTable.holder(connection));
      }
    }
  }

  private StoreException inUse(Owner owner) {
    return new StoreException(
        "%s is in use by %s; it has one writer at a time".formatted(access.place(), owner));
  }

  /** An upgrade may take long, so the lease is renewed meanwhile. */
  private OpenStore open(
      Schema schema, Connection connection, Lease lease, int queue, ActorSystem<?> system)
      throws SQLException {
    LeaseKeeper keeper = new LeaseKeeper(access, lease, system);
    OpenStore store = null;
    try {
      keeper.begin(system);
      PostgresAccess.limit(connection, Duration.ZERO);
      PostgresAccess.write(connection, lease.epoch());
      schema.upgrade(connection);
      store =
          OpenStore.over(
              access.pool(connections, lease.epoch()), PostgresProfile$.MODULE$, queue, keeper);
      return store;
    } finally {
      if (store == null) {
        keeper.close();
      }
    }
  }

  @Override
  public String toString() {
    return "PostgresStore[" + access.place() + "]";
  }
}
