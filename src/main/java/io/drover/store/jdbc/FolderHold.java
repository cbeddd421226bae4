package io.drover.store.jdbc;

import io.drover.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds a folder for this process by a lock of the operating system: it is free again as soon as
 * the process has ended, however it ended, and not before.
 */
final class FolderHold implements OpenStore.Hold {
  private static final String LOCK = "lock";
  private static final String OWNER = "owner";

  /** Closing any channel of a locked file frees it, so a second one is not even opened. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private FolderHold(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes hold of a folder.
   *
   * @param folder its real path
   * @throws StoreException when it is held already, with who holds it
   */
  static FolderHold take(Path folder) throws IOException {
    if (!HELD.add(folder)) {
      throw taken(folder);
    }
    FolderHold hold = null;
    try {
      hold = lock(folder);
      return hold;
    } finally {
      if (hold == null) {
        HELD.remove(folder);
      }
    }
  }

  private static FolderHold lock(Path folder) throws IOException {
    OwnFiles.createIfMissing(folder.resolve(LOCK));
    FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      throw taken(folder);
    }
    return new FolderHold(folder, channel);
  }

  private static StoreException taken(Path folder) throws IOException {
    Path owner = folder.resolve(OWNER);
    return new StoreException(
        "the store in %s is in use by %s; it has one writer at a time"
            .formatted(
                folder,
                Files.exists(owner) ? Files.readString(owner).strip() : "a process that starts"));
  }

  /** Whether a Drover has worked with this folder before. */
  boolean usedBefore() {
    return Files.exists(folder.resolve(OWNER));
  }

  /** Leaves word of who holds the folder. */
  void sign(Owner owner) throws IOException {
    OwnFiles.createIfMissing(folder.resolve(OWNER));
    Files.writeString(folder.resolve(OWNER), owner + "\n");
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
