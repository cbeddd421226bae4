package io.drover.store.jdbc;

import io.drover.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of a store, and the numbered steps that lead to them: step N, the resource {@code
 * DIALECT-N.sql}, makes version N out of version N - 1; its statements are separated by empty
 * lines. All steps that a store lacks are taken in one transaction, so that it has either version.
 *
 * @param dialect the first part of the names of the steps
 * @param place what and where the store is, for sentences
 * @param lock the statement that keeps other processes from doing the same meanwhile; empty where
 *     there are none
 */
record Schema(String dialect, String place, String lock) {

  /** The version that this Drover reads and writes. */
  static final int VERSION = 1;

  private static final String VERSIONS = "drover_store";

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
   * @throws StoreException when the store is a newer one
   * @throws SQLException when the database does not answer
   */
  void create(Connection connection) throws SQLException {
    inTransaction(
        connection,
        () -> {
          if (version(connection) == 0) {
            take(1, connection);
          }
        });
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
          for (int step = version(connection) + 1; step <= VERSION; step++) {
            take(step, connection);
          }
          checkContent(connection);
        });
  }

  private void inTransaction(Connection connection, Work work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      if (!lock.isEmpty()) {
        run(lock, connection);
      }
      work.run();
      connection.commit();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
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
      } else if (version > VERSION) {
        throw new StoreException(
            "%s is of version %d, and this Drover reads version %d at most: use a newer Drover"
                .formatted(place, version, VERSION));
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
    return names;
  }

  private void take(int step, Connection connection) throws SQLException {
    for (String sql : script(step).split("\n\n", -1)) {
      run(sql, connection);
    }
    try (PreparedStatement statement =
        connection.prepareStatement("insert into " + VERSIONS + " (version) values (?)")) {
      statement.setInt(1, step);
      statement.executeUpdate();
    }
  }

  private String script(int step) {
    String name = dialect + "-" + step + ".sql";
    try (InputStream script = Schema.class.getResourceAsStream(name)) {
      if (script == null) {
        throw new IllegalStateException("Drover's resource " + name + " is missing");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new IllegalStateException("Drover's resource " + name + " cannot be read", e);
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
