package io.drover.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Work that is done in one transaction, or not at all. */
final class Transactions {
  private Transactions() {}

  /** What is done in a transaction. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws SQLException;
  }

  /**
   * Does the work and commits it.
   *
   * @param connection outside of a transaction, and so again afterwards
   * @throws SQLException the work's own failure; what went wrong in taking it back is suppressed
   */
  static <T> T in(Connection connection, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      T result = work.run();
      connection.commit();
      connection.setAutoCommit(true);
      return result;
    } catch (SQLException | RuntimeException failure) {
      rollBack(connection, failure);
      throw failure;
    }
  }

  private static void rollBack(Connection connection, Exception why) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException failure) {
      why.addSuppressed(failure);
    }
  }
}
