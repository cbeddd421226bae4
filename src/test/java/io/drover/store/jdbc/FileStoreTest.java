package io.drover.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.drover.runtime.Mandate;
import io.drover.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.LogCapturingExtension;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;
import slick.jdbc.DataSourceJdbcDataSource;

@ExtendWith(LogCapturingExtension.class)
class FileStoreTest {
  private static final Owner SELF = new Owner(7, "here", Instant.parse("2026-11-23T09:00:00Z"));

  private static final Duration LONG = Duration.ofSeconds(30);

  private static ActorTestKit kit;

  @TempDir Path parent;
  private Path folder;
  private Path file;

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  static void end() {
    kit.shutdownTestKit();
  }

  @BeforeEach
  void places() {
    folder = parent.resolve("data");
    file = folder.resolve(FileStore.FILE);
  }

  private OpenStore open() {
    return open(kit.system());
  }

  private OpenStore open(ActorSystem<?> system) {
    return store(Duration.ofMillis(50)).open(SELF, 100, system);
  }

  private FileStore store(Duration holdCheck) {
    return new FileStore(folder, Duration.ofMillis(100), holdCheck);
  }

  private void run(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private void refused(String... why) {
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll(folder.toString())
        .hasMessageContainingAll(why)
        .message()
        .hasLineCount(1);
  }

  @Test
  void isMadeForItsOwnerOnlyAndOpenedAgain() throws IOException {
    open().close();
    open().close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aNewerVersionIsRefused() throws SQLException {
    open().close();
    run("insert into drover_store (version) values (99)");

    refused("is of version 99", "reads version 1 at most");
  }

  @Test
  void aMissingTableIsRefused() throws SQLException {
    open().close();
    run("drop table drover_snapshot");
    refused("lacks its table drover_snapshot");

    run("drop table drover_store");
    refused("lacks its table drover_store");
  }

  @Test
  void aMissingColumnIsRefused() throws SQLException {
    open().close();
    run("alter table drover_event drop column meta_payload");

    refused("meta_payload");
  }

  @Test
  void aFileThatWasCutOffIsRefused() throws IOException {
    open().close();
    long size = Files.size(file);
    for (long left : new long[] {size - 4096, 5000, 100, 10}) {
      cut(left);
      refused(FileStore.FILE);
    }
    cut(0);
    refused("is missing or empty");
    Files.delete(file);
    refused("is missing or empty");
  }

  private void cut(long left) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(left);
    }
  }

  @Test
  void whatAnotherProgramLocksIsRefused() throws SQLException {
    open().close();
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("pragma locking_mode = exclusive");
      statement.execute("begin exclusive");
      statement.execute("update drover_store set version = 1");

      refused("drover.db is locked by another program");
    }

    open().close();
  }

  @Test
  void whoeverLetsInAnotherWriterTakesTheMandateFromTheFirst() throws Exception {
    ActorTestKit own = ActorTestKit.create();
    try (OpenStore first = open(own.system())) {
      assertThat(first.allowShutdown()).isFalse();

      Files.delete(folder.resolve("lock"));

      assertThat(
              Mandate.get(own.system())
                  .lost()
                  .toCompletableFuture()
                  .get(LONG.toSeconds(), TimeUnit.SECONDS))
          .contains("was deleted or replaced");
    } finally {
      own.shutdownTestKit();
    }
  }

  @Test
  void aTableOfTheApplicationIsNoneOfDrovers() throws SQLException {
    open().close();
    run("create table drovers (name text)");
    open().close();

    run("drop table drover_store");
    run("drop table drover_event");
    run("drop table drover_snapshot");
    open().close();
  }

  @Test
  void eachConnectionSyncsAlsoOneThatReplacesALostOne() throws SQLException {
    try (OpenStore store = open()) {
      for (int lost = 0; lost < 3; lost++) {
        try (Connection connection = store.database().source().createConnection()) {
          assertThat(ask(connection, "pragma synchronous")).as("FULL").isEqualTo("2");
          assertThat(ask(connection, "pragma journal_mode")).isEqualTo("wal");
          connection.unwrap(SQLiteConnection.class).close();
          ((HikariDataSource) ((DataSourceJdbcDataSource) store.database().source()).ds())
              .evictConnection(connection);
        }
      }
    }
  }

  private static String ask(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void whatIsNoStoreIsRefused() throws IOException {
    Files.createDirectory(folder);
    Files.writeString(file, "a letter to a friend\n".repeat(1000));
    refused("is no SQLite file");

    Files.delete(file);
    Files.createDirectory(file);
    refused("");

    folder = Files.writeString(parent.resolve("file"), "");
    refused("is not a folder");
  }

  @Test
  void aFolderThatMayNotBeWrittenToIsRefused() throws IOException {
    open().close();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));
    if (Files.isWritable(folder)) {
      // Root may write anywhere.
      open().close();
    } else {
      refused("may not write");
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsRefused() {
    folder = Path.of("/proc/drover/store");
    refused("/proc/drover cannot be made");
  }

  @Test
  void saysWithoutTouchingAnythingWhetherItsFolderCanBeUsed() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "");

    assertThat(store(Duration.ofSeconds(1)).problem()).isEmpty();
    assertThat(folder).doesNotExist();
    folder = file.resolve("data");
    assertThat(store(Duration.ofSeconds(1)).problem())
        .hasValueSatisfying(why -> assertThat(why).contains("cannot be made or written to"));
  }

  @Test
  void aSecondOneInThisProcessIsRefused() {
    OpenStore first = open();

    refused("in use by process 7 on here since 2026-11-23T09:00:00Z");
    refused("in use by process 7");

    first.close();
    open().close();
  }

  @Test
  void anotherProcessHoldsItUntilItIsDead() throws IOException, InterruptedException {
    String settings = "drover { store = file, stores.file.folder = \"%s\" }".formatted(folder);
    try (StoreHolder other = StoreHolder.start(settings)) {
      String who = "in use by process " + other.pid() + " on ";
      refused(who);
      other.signal("STOP");
      refused(who);
    }

    open().close();
  }
}
