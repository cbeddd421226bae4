package io.drover.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that this process alone has locked, by a lock of the operating system: it is free again as
 * soon as the process has ended, however it ended, and not before.
 */
public final class ProcessLock implements AutoCloseable {

  /** Closing any channel of a locked file frees it, so a second one is not even opened. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private static final Set<OpenOption> OPENED =
      new LinkedHashSet<>(
          List.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));

  /** Those that were opened all the same, because this class, loaded once more, holds the file. */
  private static final List<FileChannel> NEVER_CLOSED =
      Collections.synchronizedList(new ArrayList<>());

  private final Path file;
  private final FileChannel channel;
  private final Object key;

  private ProcessLock(Path file, FileChannel channel, Object key) {
    this.file = file;
    this.channel = channel;
    this.key = key;
  }

  /**
   * Locks a file, which is made, for its owner only, if it is not there; empty when it is locked
   * already, be it by this process.
   *
   * @throws IOException when it cannot be made or written to, or is a symbolic link
   */
  public static Optional<ProcessLock> tryTake(Path file) throws IOException {
    Path real = real(file);
    if (!HELD.add(real)) {
      return Optional.empty();
    }
    Optional<ProcessLock> lock = Optional.empty();
    try {
      lock = lock(real);
      return lock;
    } finally {
      if (lock.isEmpty()) {
        HELD.remove(real);
      }
    }
  }

  /** Whether it is this process that has a file locked. */
  public static boolean isHeldHere(Path file) throws IOException {
    return HELD.contains(real(file));
  }

  /** The same for all ways to the file's folder. */
  private static Path real(Path file) throws IOException {
    return file.resolveSibling("").toRealPath().resolve(file.getFileName());
  }

  private static Optional<ProcessLock> lock(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      throw new FileSystemException(file.toString(), null, "it is a symbolic link");
    }
    FileChannel channel =
        FileChannel.open(
            file,
            OPENED,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Optional<ProcessLock> lock = Optional.empty();
    try {
      if (channel.tryLock() != null) {
        lock = key(file).map(key -> new ProcessLock(file, channel, key));
      }
      return lock;
    } catch (OverlappingFileLockException ofThisProcess) {
      NEVER_CLOSED.add(channel);
      return lock;
    } finally {
      if (lock.isEmpty() && !NEVER_CLOSED.contains(channel)) {
        channel.close();
      }
    }
  }

  /** What tells this file from any other that is called the same later. */
  private static Optional<Object> key(Path file) throws IOException {
    try {
      return Optional.ofNullable(
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey());
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  /** Whether the file is still there; whoever deletes or replaces it lets another process in. */
  public boolean isInPlace() throws IOException {
    return key(file).equals(Optional.of(key));
  }

  /** Leaves a text in the file, in place of what is there. */
  public void sign(String text) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
  }

  /** Lets go of it; the file stays. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(file);
    }
  }
}
