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
  private static final String LOCK =
      "select pg_advisory_xact_lock('drover_writer'::regclass::oid::bigint)";
  private static final String UNTIL = "clock_timestamp() + ? * interval '1 millisecond'";

  private LeaseTable() {}

  /**
   * Who has the lease, or had it last.
   *
   * @param expires when, in the database's words, so that each renewal is another
   * @param left how long it lasts; negative when it has expired
   */
  record Holder(long epoch, Owner owner, String expires, Duration left) {}

  static Holder holder(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select epoch, pid, host, since, expires::text,"
                    + " (extract(epoch from expires - clock_timestamp()) * 1000)::bigint"
                    + " from drover_writer")) {
      if (!row.next()) {
        throw new SQLException("the table drover_writer is empty");
      }
      OffsetDateTime since = row.getObject(4, OffsetDateTime.class).truncatedTo(ChronoUnit.SECONDS);
      return new Holder(
          row.getLong(1),
          new Owner(row.getLong(2), row.getString(3), since.toInstant()),
          row.getString(5),
          Duration.ofMillis(row.getLong(6)));
    }
  }

  /** Takes the lease if it has expired, after what its last holder was writing; its new epoch. */
  static OptionalLong take(Connection connection, Owner self, Duration expiry) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement lock = connection.createStatement();
        PreparedStatement take =
            connection.prepareStatement(
                "update drover_writer set epoch = epoch + 1, pid = ?, host = ?,"
                    + " since = clock_timestamp(), expires = "
                    + UNTIL
                    + " where expires <= clock_timestamp() returning epoch")) {
      lock.execute(LOCK);
      take.setLong(1, self.pid());
      take.setString(2, self.host());
      take.setLong(3, expiry.toMillis());
      OptionalLong epoch = first(take);
      connection.commit();
      return epoch;
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static OptionalLong first(PreparedStatement query) throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
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

  /** Lets time pass by the database's clock. */
  static void pause(Connection connection, Duration time) throws SQLException {
    try (PreparedStatement sleep = connection.prepareStatement("select pg_sleep(?)")) {
      sleep.setDouble(1, time.toMillis() / 1000.0);
      sleep.execute();
    }
  }
}
