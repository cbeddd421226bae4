package io.drover.store.jdbc;

import io.drover.runtime.ProcessLock;
import io.drover.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Holds a folder for this process, by a lock that ends with it. */
final class FolderHold implements OpenStore.Hold {
  private static final String LOCK = "lock";
  private static final String OWNER = "owner";

  private final Path folder;
  private final ProcessLock lock;

  private FolderHold(Path folder, ProcessLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Takes hold of a folder.
   *
   * @throws StoreException when it is held already, with who holds it
   */
  static FolderHold take(Path folder) throws IOException {
    Optional<ProcessLock> lock = ProcessLock.tryTake(folder.resolve(LOCK));
    if (lock.isEmpty()) {
      throw taken(folder);
    }
    return new FolderHold(folder, lock.get());
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
      lock.close();
    } catch (IOException e) {
      throw new StoreException("the lock of %s cannot be let go".formatted(folder), e);
    }
  }
}
