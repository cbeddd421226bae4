package io.drover.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;

/**
 * The row that says who may write to a PostgreSQL store, in which epoch, and until when by the
 * database's clock. An epoch that is over never comes back.
 */
final class LeaseTable {
  /** Every transaction that writes has this lock, shared, until it ends. */
  private static final String LOCK = "'drover_writer'::regclass::oid";

  private static final String UNTIL = "clock_timestamp() + ? * interval '1 millisecond'";
  private static final String GIVEN_BACK = "'epoch'";

  /** How often the sessions of the last writer are ended, should they not be gone at once. */
  private static final int ATTEMPTS = 50;

  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

  private LeaseTable() {}

  /**
   * Who has the lease, or had it last.
   *
   * @param expires when, in the database's words, so that each renewal is another
   * @param left how long it lasts by the database's clock; negative when it has expired
   * @param givenBack whether its holder has given it back, or there was none yet
   */
  record Holder(long epoch, Owner owner, String expires, Duration left, boolean givenBack) {

    /** Whether it was neither taken nor renewed in between. */
    boolean isTheSameAs(Holder other) {
      return epoch == other.epoch && expires.equals(other.expires);
    }
  }

  static Holder holder(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select epoch, pid, host, since, expires::text,"
                    + " (extract(epoch from expires - clock_timestamp()) * 1000)::bigint,"
                    + " expires = "
                    + GIVEN_BACK
                    + " from drover_writer")) {
      if (!row.next()) {
        throw new SQLException("the table drover_writer is empty");
      }
      OffsetDateTime since = row.getObject(4, OffsetDateTime.class).truncatedTo(ChronoUnit.SECONDS);
      return new Holder(
          row.getLong(1),
          new Owner(row.getLong(2), row.getString(3), since.toInstant()),
          row.getString(5),
          Duration.ofMillis(row.getLong(6)),
          row.getBoolean(7));
    }
  }

  /**
   * Takes the lease, unless it is another than the one that was seen. What its last holder has not
   * committed by then never is: such a session is ended, since one whose process or machine stands
   * still could hold the store for hours.
   *
   * @return its new epoch
   */
  static OptionalLong take(Connection connection, Holder seen, Owner self, Duration expiry)
      throws SQLException {
    return Transactions.in(
        connection,
        () -> {
          if (!isStill(seen, connection)) {
            return OptionalLong.empty();
          }
          shutOutWriters(connection);
          return OptionalLong.of(raiseEpoch(connection, self, expiry));
        });
  }

  /** Nobody renews it from here to the end of the transaction. */
  private static boolean isStill(Holder seen, Connection connection) throws SQLException {
    try (PreparedStatement same =
        connection.prepareStatement(
            "select 1 from drover_writer where epoch = ? and expires = ?::timestamptz"
                + " for update")) {
      same.setLong(1, seen.epoch());
      same.setString(2, seen.expires());
      try (ResultSet row = same.executeQuery()) {
        return row.next();
      }
    }
  }

  private static void shutOutWriters(Connection connection) throws SQLException {
    for (int attempt = 1; !locked(connection); attempt++) {
      if (attempt > ATTEMPTS) {
        throw new SQLException("sessions of its last writer do not end");
      }
      endWriters(connection);
      pause(connection, BETWEEN_ATTEMPTS);
    }
  }

  private static boolean locked(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select pg_try_advisory_xact_lock(" + LOCK + "::bigint)")) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static void endWriters(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "select pg_terminate_backend(pid) from pg_locks"
              + " where locktype = 'advisory' and classid = 0 and objsubid = 1 and granted"
              + " and objid = "
              + LOCK
              + " and database ="
              + " (select oid from pg_database where datname = current_database())");
    }
  }

  private static long raiseEpoch(Connection connection, Owner self, Duration expiry)
      throws SQLException {
    try (PreparedStatement take =
        connection.prepareStatement(
            "update drover_writer set epoch = epoch + 1, pid = ?, host = ?,"
                + " since = clock_timestamp(), expires = "
                + UNTIL
                + " returning epoch")) {
      take.setLong(1, self.pid());
      take.setString(2, self.host());
      take.setLong(3, expiry.toMillis());
      try (ResultSet row = take.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Has the lease of this epoch last this long from now on; false when it is over. */
  static boolean renew(Connection connection, long epoch, Duration expiry) throws SQLException {
    try (PreparedStatement renew =
        connection.prepareStatement(
            "update drover_writer set expires = " + UNTIL + " where epoch = ?")) {
      renew.setLong(1, expiry.toMillis());
      renew.setLong(2, epoch);
      return renew.executeUpdate() == 1;
    }
  }

  /** Has the lease of this epoch be over, and whoever waits for it see that nobody relies on it. */
  static void giveBack(Connection connection, long epoch) throws SQLException {
    try (PreparedStatement end =
        connection.prepareStatement(
            "update drover_writer set expires = " + GIVEN_BACK + " where epoch = ?")) {
      end.setLong(1, epoch);
      end.executeUpdate();
    }
  }

  /** Lets time pass by the database's clock. */
  static void pause(Connection connection, Duration time) throws SQLException {
    try (PreparedStatement sleep = connection.prepareStatement("select pg_sleep(?)")) {
      sleep.setDouble(1, time.toMillis() / 1000.0);
      sleep.execute();
    }
  }
}
