package io.drover.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest {
  private static final Owner SELF = new Owner(7, "here", Instant.parse("2026-11-23T09:00:00Z"));

  @TempDir Path parent;
  private Path folder;
  private Path file;

  @BeforeEach
  void places() {
    folder = parent.resolve("data");
    file = folder.resolve(FileStore.FILE);
  }

  private OpenStore open() {
    return new FileStore(folder, Duration.ofSeconds(1)).open(SELF, 100);
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

    assertThat(new FileStore(folder, Duration.ZERO).problem()).isEmpty();
    assertThat(folder).doesNotExist();
    assertThat(new FileStore(file.resolve("data"), Duration.ZERO).problem())
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
