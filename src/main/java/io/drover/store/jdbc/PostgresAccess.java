package io.drover.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.drover.runtime.Waits;
import io.drover.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Pattern;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * How the database of a PostgreSQL store is connected to.
 *
 * @param password never part of a sentence, nor is what follows the url's question mark
 * @param connectTimeout how long connecting, or waiting for a free connection, may take
 * @param answerTimeout how long a statement may take
 */
record PostgresAccess(
    String url,
    String user,
    String password,
    Duration connectTimeout,
    Duration answerTimeout,
    LeaseTerms lease) {

  private static final String KEY = "drover.stores.postgres.url";

  /** What the driver takes; in any other it could find a password where it expects a port. */
  private static final Pattern FORM =
      Pattern.compile(
          "jdbc:postgresql:(//(PLACE(,PLACE)*)?/(TEXT)?|/|(TEXT)?)(\\?.*)?"
              .replace("PLACE", "HOST(:PORT)?")
              .replace("HOST", "(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)")
              .replace("PORT", "[0-9]{1,5}")
              .replace("TEXT", "([A-Za-z0-9._~$-]|%[0-9A-Fa-f]{2})+"));

  private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  /** The keys of {@code drover.stores.postgres}. */
  static PostgresAccess from(Waits postgres) {
    return new PostgresAccess(
        postgres.config().getString("url"),
        postgres.config().getString("user"),
        postgres.config().getString("password"),
        postgres.positive("connect-timeout"),
        postgres.positive("answer-timeout"),
        LeaseTerms.from(postgres.at("lease")));
  }

  private boolean isWellFormed() {
    return FORM.matcher(url).matches() && !BROKEN_ESCAPE.matcher(url).find();
  }

  /** The store, for sentences. */
  String place() {
    return "the store in " + (isWellFormed() ? url.replaceFirst("\\?.*", "") : "PostgreSQL");
  }

  private PGSimpleDataSource source(Duration connect, Duration answer) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    setUrl(source);
    if (!user.isEmpty()) {
      source.setUser(user);
    }
    if (!password.isEmpty()) {
      source.setPassword(password);
    }
    source.setApplicationName("drover");
    source.setConnectTimeout(seconds(connect));
    source.setLoginTimeout(seconds(connect));
    source.setSocketTimeout(seconds(answer));
    source.setTcpKeepAlive(true);
    source.setReWriteBatchedInserts(true);
    return source;
  }

  /** The driver is not asked about what it would refuse, since it logs that. */
  private void setUrl(PGSimpleDataSource source) {
    boolean taken = isWellFormed();
    if (taken) {
      try {
        source.setUrl(url);
      } catch (IllegalArgumentException withTheWholeUrlInIt) {
        taken = false;
      }
    }
    if (!taken) {
      throw new StoreException(
          "%s cannot be used: %s must be of the form jdbc:postgresql://HOST:PORT/DATABASE,"
                  .formatted(place(), KEY)
              + " with user and password in settings of their own");
    }
  }

  /** At least one, since 0 is no limit. */
  private static int seconds(Duration time) {
    return Math.toIntExact(Math.max(1, time.toSeconds()));
  }

  /** A connection for orders of an administrator's kind, that writes no events. */
  Connection connect() throws SQLException {
    return connect(connectTimeout, answerTimeout);
  }

  /** A connection for the lease, which is renewed in time or not at all. */
  Connection connectForLease() throws SQLException {
    return connect(lease.renewal(), lease.renewal());
  }

  private Connection connect(Duration connect, Duration answer) throws SQLException {
    Connection connection = source(connect, answer).getConnection();
    boolean usable = false;
    try {
      limit(connection, answer);
      run(connection, session());
      usable = true;
      return connection;
    } finally {
      if (!usable) {
        connection.close();
      }
    }
  }

  /** From now on each statement may take this long; zero: as long as it takes. */
  static void limit(Connection connection, Duration answer) throws SQLException {
    long limit = answer.isZero() ? 0 : Math.max(1, answer.toMillis());
    connection.setNetworkTimeout(Runnable::run, (int) Math.min(limit, Integer.MAX_VALUE));
  }

  /** From now on it may write, in this epoch. */
  static void write(Connection connection, long epoch) throws SQLException {
    run(connection, inEpoch(epoch));
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String inEpoch(long epoch) {
    return "set drover.epoch = '%d'".formatted(epoch);
  }

  /**
   * The fence reads the epoch anew with each statement, which takes this isolation. A session that
   * stands still in a transaction, or whose machine is gone, is ended by the server.
   */
  private String session() {
    return """
        set default_transaction_isolation = 'read committed';
        set idle_in_transaction_session_timeout = %d;
        set tcp_keepalives_idle = %d; set tcp_keepalives_interval = %d; set tcp_keepalives_count = 3
        """
        .formatted(lease.term().toMillis(), seconds(lease.expiry()), seconds(lease.renewal()))
        .strip();
  }

  /** The connections of journal and snapshots, all of which write in this epoch. */
  HikariDataSource pool(int connections, long epoch) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("drover-store");
    config.setDataSource(source(connectTimeout, answerTimeout));
    config.setMaximumPoolSize(connections);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(Math.max(1000, connectTimeout.toMillis()));
    config.setConnectionInitSql(session() + "; " + inEpoch(epoch));
    return new HikariDataSource(config);
  }

  @Override
  public String toString() {
    return "PostgresAccess[" + place() + "]";
  }
}
