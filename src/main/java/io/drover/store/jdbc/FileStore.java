package io.drover.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.drover.runtime.Waits;
import io.drover.store.StoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import slick.jdbc.SQLiteProfile$;

/**
 * The store {@code file}: an SQLite file that is synced with each commit, written through one
 * connection by one process.
 *
 * @param folder where the file is
 * @param busyTimeout how long a statement waits for another program's lock on it
 * @param holdCheck how often it is looked whether the folder is still held
 */
record FileStore(Path folder, Duration busyTimeout, Duration holdCheck) {
  static final String FILE = "drover.db";

  /** The keys of {@code drover.stores.file}. */
  static FileStore from(Waits stores) {
    return new FileStore(
        Path.of(stores.config().getString("file.folder")).toAbsolutePath().normalize(),
        stores.get("file.busy-timeout"),
        stores.positive("file.hold-check"));
  }

  /** Why it could not be used here, as far as that shows without touching it. */
  Optional<String> problem() {
    Path there = folder;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return there != null && Files.isDirectory(there) && Files.isWritable(there)
        ? Optional.empty()
        : Optional.of("the folder %s cannot be made or written to".formatted(folder));
  }

  /**
   * Opens the store for this process alone.
   *
   * @param queue how many pieces of work may wait for its connection
   * @throws StoreException when it cannot be used
   */
  OpenStore open(Owner self, int queue, ActorSystem<?> system) {
    try {
      OwnFiles.createFolders(folder);
      FolderHold hold = FolderHold.take(folder.toRealPath(), self);
      OpenStore store = null;
      try {
        store = open(hold, queue, system);
        return store;
      } finally {
        if (store == null) {
          hold.close();
        }
      }
    } catch (AccessDeniedException e) {
      throw unusable("this user may not write to " + e.getFile(), e);
    } catch (FileAlreadyExistsException e) {
      throw unusable(e.getFile() + " is not a folder", e);
    } catch (NoSuchFileException e) {
      throw unusable(e.getFile() + " cannot be made", e);
    } catch (IOException e) {
      throw unusable(String.valueOf(e.getMessage()), e);
    }
  }

  private OpenStore open(FolderHold hold, int queue, ActorSystem<?> system) throws IOException {
    Path file = folder.resolve(FILE);
    if (hold.usedBefore() && (!Files.exists(file) || Files.size(file) == 0)) {
      throw unusable("it was used before, and now its %s is missing or empty".formatted(FILE));
    }
    OwnFiles.createIfMissing(file);
    if (!Files.isWritable(file) || !Files.isWritable(folder)) {
      throw unusable("this user may not write to " + file);
    }
    SQLiteDataSource source = source(file);
    try (Connection connection = source.getConnection()) {
      Schema schema = new Schema(SchemaSteps.of("sqlite"), "the store in " + folder, "");
      schema.create(connection);
      schema.upgrade(connection);
    } catch (SQLException e) {
      throw unusable("%s %s".formatted(FILE, SqlFaults.ofSqlite(e)), e);
    }
    hold.use();
    HoldCheck check = HoldCheck.begin(hold, holdCheck, system);
    return OpenStore.over(pool(source), SQLiteProfile$.MODULE$, queue, check);
  }

  private SQLiteDataSource source(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(Math.toIntExact(busyTimeout.toMillis()));
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  private static HikariDataSource pool(SQLiteDataSource source) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("drover-store");
    config.setDataSource(source);
    config.setMaximumPoolSize(1);
    config.setMaxLifetime(0);
    return new HikariDataSource(config);
  }

  private StoreException unusable(String why) {
    return new StoreException("the store in %s cannot be used: %s".formatted(folder, why));
  }

  private StoreException unusable(String why, Exception cause) {
    return new StoreException("the store in %s cannot be used: %s".formatted(folder, why), cause);
  }
}
