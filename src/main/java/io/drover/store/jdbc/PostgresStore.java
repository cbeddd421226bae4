package io.drover.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.drover.runtime.DroverClock;
import io.drover.runtime.Waits;
import io.drover.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.pekko.actor.typed.ActorSystem;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slick.jdbc.PostgresProfile$;

/**
 * The store {@code postgres}: a schema of a PostgreSQL database, written to by the process that has
 * its lease. The database itself refuses what others write.
 *
 * @param password never part of a sentence
 * @param connections for journal and snapshots together
 * @param connectTimeout how long connecting, or waiting for a free connection, may take
 * @param answerTimeout how long a statement may take
 */
record PostgresStore(
    String url,
    String user,
    String password,
    int connections,
    Duration connectTimeout,
    Duration answerTimeout,
    LeaseTerms lease) {
  private static final Logger log = LoggerFactory.getLogger(PostgresStore.class);

  /** How often it is asked whether the lease of another process has expired. */
  private static final Duration ASK_AGAIN = Duration.ofMillis(200);

  /** Any number, the same for each Drover. */
  private static final String SCHEMA_LOCK = "select pg_advisory_xact_lock(6737683)";

  /** The keys of {@code drover.stores.postgres}. */
  static PostgresStore from(Waits stores) {
    Waits postgres = stores.at("postgres");
    return new PostgresStore(
        postgres.config().getString("url"),
        postgres.config().getString("user"),
        postgres.config().getString("password"),
        postgres.count("connections", 1),
        postgres.positive("connect-timeout"),
        postgres.positive("answer-timeout"),
        LeaseTerms.from(postgres.at("lease")));
  }

  /**
   * Opens the store for this process alone.
   *
   * @param queue how many pieces of work may wait for one of its connections
   * @throws StoreException when it cannot be used
   */
  OpenStore open(Owner self, int queue, ActorSystem<?> system) {
    PGSimpleDataSource source = source();
    Schema schema = new Schema("postgres", place(), SCHEMA_LOCK);
    try {
      LeaseKeeper keeper = takeLease(source, schema, self, system);
      OpenStore store = null;
      try (Connection connection = source.getConnection()) {
        schema.upgrade(connection);
        store =
            OpenStore.over(pool(source, keeper.epoch()), PostgresProfile$.MODULE$, queue, keeper);
        keeper.begin(system);
        return store;
      } finally {
        if (store == null) {
          keeper.close();
        }
      }
    } catch (SQLException e) {
      throw new StoreException("%s cannot be used: %s".formatted(place(), SqlFaults.message(e)), e);
    }
  }

  private LeaseKeeper takeLease(
      PGSimpleDataSource source, Schema schema, Owner self, ActorSystem<?> system)
      throws SQLException {
    DroverClock clock = DroverClock.get(system);
    Connection connection = source.getConnection();
    LeaseKeeper keeper = null;
    try {
      schema.create(connection);
      waitForLease(connection);
      Lease asked = lease.lease(0, clock);
      OptionalLong epoch = LeaseTable.take(connection, self, lease.expiry());
      if (epoch.isEmpty()) {
        throw taken(LeaseTable.holder(connection));
      }
      Lease taken = new Lease(epoch.getAsLong(), asked.elapsed(), asked.asked(), asked.term());
      keeper = new LeaseKeeper(place(), source, connection, lease, taken, system);
      return keeper;
    } finally {
      if (keeper == null) {
        connection.close();
      }
    }
  }

  /** Returns when it has expired, which that of a process that crashed does soon. */
  private void waitForLease(Connection connection) throws SQLException {
    LeaseTable.Holder first = LeaseTable.holder(connection);
    LeaseTable.Holder holder = first;
    if (!holder.left().isNegative()) {
      log.info("{} is waiting for {} to renew its lease or to lose it", place(), first.owner());
    }
    while (!holder.left().isNegative()) {
      LeaseTable.pause(connection, ASK_AGAIN);
      holder = LeaseTable.holder(connection);
      if (!holder.expires().equals(first.expires())) {
        throw taken(holder);
      }
    }
  }

  private StoreException taken(LeaseTable.Holder holder) {
    return new StoreException(
        "%s is in use by %s; it has one writer at a time".formatted(place(), holder.owner()));
  }

  /** Without what follows the question mark, which may be a password. */
  private String place() {
    return "the store in " + url.replaceFirst("\\?.*", "");
  }

  private PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    try {
      source.setUrl(url);
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          "%s cannot be used: drover.stores.postgres.url must be of the form".formatted(place())
              + " jdbc:postgresql://HOST/DATABASE",
          e);
    }
    if (!user.isEmpty()) {
      source.setUser(user);
    }
    if (!password.isEmpty()) {
      source.setPassword(password);
    }
    source.setApplicationName("drover");
    source.setConnectTimeout(seconds(connectTimeout));
    source.setLoginTimeout(seconds(connectTimeout));
    source.setSocketTimeout(seconds(answerTimeout));
    source.setReWriteBatchedInserts(true);
    return source;
  }

  /** At least one, since 0 is no limit. */
  private static int seconds(Duration time) {
    return Math.toIntExact(Math.max(1, time.toSeconds()));
  }

  /** All of its sessions write in this epoch; one that stands still holds up no new writer. */
  private HikariDataSource pool(PGSimpleDataSource source, long epoch) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("drover-store");
    config.setDataSource(source);
    config.setMaximumPoolSize(connections);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(Math.max(1000, connectTimeout.toMillis()));
    config.setConnectionInitSql(
        "set drover.epoch = '%d'; set idle_in_transaction_session_timeout = %d"
            .formatted(epoch, lease.expiry().toMillis()));
    return new HikariDataSource(config);
  }

  @Override
  public String toString() {
    return "PostgresStore[" + place() + "]";
  }
}
