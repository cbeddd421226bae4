package io.drover.store.jdbc;

import io.drover.runtime.ProcessLock;
import io.drover.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Holds a folder for this process, by a lock that ends with it, and leaves word of who has it. The
 * lock is that of the file itself, not of its name: who deletes the file lets another process in.
 */
final class FolderHold implements OpenStore.Hold {
  private static final String LOCK = "lock";
  private static final String OWNER = "owner";

  /** The line after the owner of a folder that has never been opened to its end. */
  private static final String UNUSED = "opens it for the first time";

  private final Path folder;
  private final ProcessLock lock;
  private final Owner self;
  private final boolean usedBefore;

  private FolderHold(Path folder, ProcessLock lock, Owner self, boolean usedBefore) {
    this.folder = folder;
    this.lock = lock;
    this.self = self;
    this.usedBefore = usedBefore;
  }

  /**
   * Takes hold of a folder, and leaves word in it of who has it.
   *
   * @throws StoreException when it is held already, with who holds it
   */
  static FolderHold take(Path folder, Owner self) throws IOException {
    Optional<ProcessLock> lock = ProcessLock.tryTake(folder.resolve(LOCK));
    if (lock.isEmpty()) {
      throw taken(folder);
    }
    FolderHold hold = null;
    try {
      boolean usedBefore = isUsed(folder);
      sign(folder, usedBefore ? self + "\n" : self + "\n" + UNUSED + "\n");
      hold = new FolderHold(folder, lock.get(), self, usedBefore);
      return hold;
    } finally {
      if (hold == null) {
        lock.get().close();
      }
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
    Path file = folder.resolve(LOCK);
    try {
      return lock.isInPlace()
          ? Optional.empty()
          : Optional.of(
              "the file %s was deleted or replaced, so another process may write to the store there"
                  .formatted(file));
    } catch (IOException e) {
      return Optional.of("the file %s cannot be looked at: %s".formatted(file, e));
    }
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
