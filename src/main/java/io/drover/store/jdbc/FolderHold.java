package io.drover.store.jdbc;

import io.drover.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds a folder for this process by a lock of the operating system: it is free again as soon as
 * the process has ended, however it ended, and not before. The lock is that of the file itself, not
 * of its name: who deletes the file lets another process in.
 */
final class FolderHold implements OpenStore.Hold {
  private static final String LOCK = "lock";
  private static final String OWNER = "owner";

  /** The line after the owner of a folder that has never been opened to its end. */
  private static final String UNUSED = "opens it for the first time";

  /** Closing any channel of a locked file frees it, so a second one is not even opened. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  /** Those that were opened, because another class loader's Drover holds the folder. */
  private static final List<FileChannel> NEVER_CLOSED =
      Collections.synchronizedList(new ArrayList<>());

  private final Path folder;
  private final FileChannel channel;
  private final Object key;
  private final Owner self;
  private final boolean usedBefore;

  private FolderHold(Path folder, FileChannel channel, Object key, Owner self, boolean usedBefore) {
    this.folder = folder;
    this.channel = channel;
    this.key = key;
    this.self = self;
    this.usedBefore = usedBefore;
  }

  /**
   * Takes hold of a folder, and leaves word in it of who has it.
   *
   * @param folder its real path
   * @throws StoreException when it is held already, with who holds it
   */
  static FolderHold take(Path folder, Owner self) throws IOException {
    if (!HELD.add(folder)) {
      throw taken(folder);
    }
    FolderHold hold = null;
    try {
      hold = lock(folder, self);
      return hold;
    } finally {
      if (hold == null) {
        HELD.remove(folder);
      }
    }
  }

  private static FolderHold lock(Path folder, Owner self) throws IOException {
    OwnFiles.createIfMissing(folder.resolve(LOCK));
    Optional<Object> key = key(folder);
    FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
    FolderHold hold = null;
    try {
      if (!isLocked(channel, folder)) {
        throw taken(folder);
      } else if (key.isEmpty() || !key.equals(key(folder))) {
        throw new StoreException(
            "the store in %s cannot be used: its file %s was replaced while it was being locked"
                .formatted(folder, LOCK));
      }
      boolean usedBefore = isUsed(folder);
      sign(folder, usedBefore ? self + "\n" : self + "\n" + UNUSED + "\n");
      hold = new FolderHold(folder, channel, key.get(), self, usedBefore);
      return hold;
    } finally {
      if (hold == null && !NEVER_CLOSED.contains(channel)) {
        channel.close();
      }
    }
  }

  private static boolean isLocked(FileChannel channel, Path folder) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException byAnotherClassLoader) {
      NEVER_CLOSED.add(channel);
      throw taken(folder);
    }
  }

  private static StoreException taken(Path folder) throws IOException {
    return new StoreException(
        "the store in %s is in use by %s; it has one writer at a time"
            .formatted(
                folder, ownerLines(folder).stream().findFirst().orElse("a process that starts")));
  }

  private static boolean isUsed(Path folder) throws IOException {
    List<String> lines = ownerLines(folder);
    return !lines.isEmpty() && !lines.contains(UNUSED);
  }

  private static List<String> ownerLines(Path folder) throws IOException {
    Path owner = folder.resolve(OWNER);
    return Files.exists(owner) ? Files.readAllLines(owner) : List.of();
  }

  private static void sign(Path folder, String text) throws IOException {
    OwnFiles.write(folder.resolve(OWNER), text);
  }

  /** What tells the file of the lock from any other that is called the same later. */
  private static Optional<Object> key(Path folder) throws IOException {
    try {
      return Optional.ofNullable(
          Files.readAttributes(folder.resolve(LOCK), BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  /** Whether a Drover has worked with this folder before. */
  boolean usedBefore() {
    return usedBefore;
  }

  /** From now on a Drover has worked with this folder. */
  void use() throws IOException {
    if (!usedBefore) {
      sign(folder, self + "\n");
    }
  }

  /** Why another process may hold the folder too; empty when none can. */
  Optional<String> doubt() {
    try {
      return key(folder).equals(Optional.of(key))
          ? Optional.empty()
          : Optional.of(
              "the file %s was deleted or replaced, so another process may write to the store there"
                  .formatted(folder.resolve(LOCK)));
    } catch (IOException e) {
      return Optional.of("the file %s cannot be looked at: %s".formatted(folder.resolve(LOCK), e));
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException("the lock of %s cannot be let go".formatted(folder), e);
    } finally {
      HELD.remove(folder);
    }
  }
}
