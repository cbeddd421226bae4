package io.drover.store.jdbc;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import org.apache.pekko.Done;

/** The server that {@code scripts/postgres.sh up} started, and an empty schema in its database. */
public final class Server {
  private static final Path FOLDER =
      Path.of(System.getenv().getOrDefault("DROVER_POSTGRES", "/var/lib/drover-postgres"));

  private final Config drover =
      ConfigFactory.parseFile(FOLDER.resolve("store.conf").toFile()).getConfig("drover");
  private final String schema;

  /** An empty schema of this name. */
  public Server(String schema) throws SQLException {
    this.schema = schema;
    run("drop schema if exists " + schema + " cascade", "create schema " + schema);
  }

  /** Where the schema is. */
  String url() {
    return drover.getString("stores.postgres.url") + "?currentSchema=" + schema;
  }

  /** The store, as HOCON, with more below {@code drover.stores.postgres}. */
  public String store(String more) {
    return """
    drover {
      store = postgres
      stores.postgres {
        url = "%s", user = "%s", password = "%s", lease { renewal = 200 ms, expiry = 1 s }
        %s
      }
    }
    """
        .formatted(url(), user(), password(), more);
  }

  String user() {
    return drover.getString("stores.postgres.user");
  }

  String password() {
    return drover.getString("stores.postgres.password");
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), user(), password());
  }

  /** Runs statements as somebody who is no writer. */
  void run(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The first column of the first row. */
  String ask(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Has {@code scripts/postgres.sh} do this. */
  public static void control(String command) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("scripts/postgres.sh", command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("scripts/postgres.sh %s ended with %d".formatted(command, status));
    }
  }

  /** What a test does while it listens for a line of the log. */
  @FunctionalInterface
  interface Doing {
    void run() throws IOException, InterruptedException, SQLException;
  }

  /** The same as the test kit wants it. */
  static Supplier<Done> doing(Doing something) {
    return () -> {
      try {
        something.run();
        return Done.getInstance();
      } catch (IOException | InterruptedException | SQLException e) {
        throw new IllegalStateException(e);
      }
    };
  }
}
