package io.drover.store.jdbc;

import io.drover.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.Done;

/**
 * The tables of a store. All steps that it lacks are taken in one transaction, so that it has
 * either version.
 *
 * @param steps what leads to them
 * @param place what and where the store is, for sentences
 * @param lock the statement that keeps other processes from doing the same meanwhile; empty where
 *     there are none
 */
record Schema(SchemaSteps steps, String place, String lock) {
  private static final String VERSIONS = "drover_store";

  /** Drover's own; an application may have others beside them. */
  private static final List<String> TABLES =
      List.of(VERSIONS, "drover_event", "drover_snapshot", "drover_writer");

  /** What is read and written of each table. */
  private static final List<String> CONTENT =
      List.of(
          "ordering, persistence_id, sequence_number, deleted, writer, write_timestamp,"
              + " adapter_manifest, event_ser_id, event_ser_manifest, event_payload, meta_ser_id,"
              + " meta_ser_manifest, meta_payload from drover_event",
          "persistence_id, sequence_number, created, snapshot_ser_id, snapshot_ser_manifest,"
              + " snapshot_payload, meta_ser_id, meta_ser_manifest, meta_payload"
              + " from drover_snapshot");

  /**
   * Makes the tables of an empty store; one that is there is left as it is.
   *
   * @param connection outside of a transaction
   * @throws StoreException when the store is a newer one, or something is missing
   * @throws SQLException when the database does not answer
   */
  void create(Connection connection) throws SQLException {
    int version = version(connection);
    if (version == 0) {
      inTransaction(
          connection,
          () -> {
            if (version(connection) == 0) {
              take(1, connection);
            }
          });
    } else if (version == steps.version()) {
      checkContent(connection);
    }
  }

  /**
   * Brings an older store, which nobody else works with, to this version, and finds out whether all
   * is there that is needed.
   *
   * @param connection outside of a transaction
   * @throws StoreException when something is missing
   * @throws SQLException when the database does not answer
   */
  void upgrade(Connection connection) throws SQLException {
    inTransaction(
        connection,
        () -> {
          for (int step = version(connection) + 1; step <= steps.version(); step++) {
            take(step, connection);
          }
          checkContent(connection);
        });
  }

  private void inTransaction(Connection connection, Work work) throws SQLException {
    Transactions.in(
        connection,
        () -> {
          if (!lock.isEmpty()) {
            run(lock, connection);
          }
          work.run();
          return Done.getInstance();
        });
  }

  /** What is done in a transaction. */
  @FunctionalInterface
  private interface Work {
    void run() throws SQLException;
  }

  private static void run(String sql, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The version of the store, 0 when it is empty. */
  private int version(Connection connection) throws SQLException {
    List<String> tables = tables(connection);
    if (tables.isEmpty()) {
      return 0;
    } else if (!tables.contains(VERSIONS)) {
      throw lacks(VERSIONS);
    }
    try (Statement statement = connection.createStatement();
        ResultSet answer =
            statement.executeQuery("select coalesce(max(version), 0) from " + VERSIONS)) {
      answer.next();
      int version = answer.getInt(1);
      if (version == 0) {
        throw new StoreException(
            "%s does not say its version: its table %s is empty".formatted(place, VERSIONS));
      } else if (version > steps.version()) {
        throw new StoreException(
            "%s is of version %d, and this Drover reads version %d at most: use a newer Drover"
                .formatted(place, version, steps.version()));
      }
      return version;
    }
  }

  private static List<String> tables(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet found =
        connection
            .getMetaData()
            .getTables(null, connection.getSchema(), "drover%", new String[] {"TABLE"})) {
      while (found.next()) {
        names.add(found.getString("TABLE_NAME"));
      }
    }
    names.retainAll(TABLES);
    return names;
  }

  private void take(int step, Connection connection) throws SQLException {
    for (String sql : steps.statements(step)) {
      run(sql, connection);
    }
    try (PreparedStatement statement =
        connection.prepareStatement("insert into " + VERSIONS + " (version) values (?)")) {
      statement.setInt(1, step);
      statement.executeUpdate();
    }
  }

  private void checkContent(Connection connection) throws SQLException {
    List<String> tables = tables(connection);
    for (String content : CONTENT) {
      String table = content.substring(content.lastIndexOf(' ') + 1);
      if (!tables.contains(table)) {
        throw lacks(table);
      }
      try (Statement statement = connection.createStatement();
          ResultSet nothing = statement.executeQuery("select " + content + " where 1 = 0")) {
        nothing.next();
      }
    }
  }

  private StoreException lacks(String table) {
    return new StoreException(
        "%s lacks its table %s: restore it from a backup, or use an empty store"
            .formatted(place, table));
  }
}
