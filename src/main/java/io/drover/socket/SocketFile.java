package io.drover.socket;

import com.sun.security.auth.module.UnixSystem;
import io.drover.runtime.ProcessLock;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * A socket in the file system at which this process alone listens. Its folder and the socket are
 * this user's and nobody else's; not even root puts one into the folder of another, who could put
 * his own in its place. What a dead process left behind is replaced: a lock beside the socket,
 * which ends with its process, tells the dead from the living.
 */
public final class SocketFile implements AutoCloseable {

  /** What Linux has room for, without the zero at the end. */
  private static final int LONGEST_PATH = 107;

  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> SOCKET =
      PosixFilePermissions.fromString("rw-------");

  private final Path path;
  private final ProcessLock lock;
  private final ServerSocketChannel channel;

  private SocketFile(Path path, ProcessLock lock, ServerSocketChannel channel) {
    this.path = path;
    this.lock = lock;
    this.channel = channel;
  }

  /**
   * Listens at a path; its folder is made if it is not there.
   *
   * @throws IOException with a sentence, when somebody else listens there, the place is not safe or
   *     cannot be used
   */
  public static SocketFile claim(Path path) throws IOException {
    int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_PATH) {
      throw new IOException(
          "the path of a socket may have %d bytes, and this one has %d: %s"
              .formatted(LONGEST_PATH, length, path));
    }
    try {
      prepareFolder(path);
      return open(path);
    } catch (FileSystemException e) {
      throw new IOException("no socket can be made at %s: %s".formatted(path, reason(e)), e);
    }
  }

  private static SocketFile open(Path path) throws IOException {
    ProcessLock lock = lock(path);
    try {
      return new SocketFile(path, lock, bind(path));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** The JDK's exceptions say which file it is and leave it to their type what the matter is. */
  private static String reason(FileSystemException e) {
    String matter =
        e instanceof AccessDeniedException
            ? "access is denied"
            : e instanceof FileAlreadyExistsException
                ? "it is there and is no folder"
                : e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    return e.getFile() + ": " + matter;
  }

  private static void prepareFolder(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("a socket needs a folder of its own: " + path);
    }
    if (!Files.exists(folder)) {
      Files.createDirectories(
          folder, PosixFilePermissions.asFileAttribute(FOLDER)); // parents that are missing as well
    }
    if (!Files.getAttribute(folder, "unix:uid").equals((int) new UnixSystem().getUid())) {
      throw new IOException(
          "%s belongs to %s, not to this user; name a socket in another folder"
              .formatted(folder, Files.getOwner(folder)));
    }
    if (!FOLDER.containsAll(Files.getPosixFilePermissions(folder))) {
      throw new IOException(
          "others than its owner can enter %s; chmod 700 it, or name a socket in another folder"
              .formatted(folder));
    }
  }

  private static ProcessLock lock(Path path) throws IOException {
    Path file = path.resolveSibling(path.getFileName() + ".lock");
    Optional<ProcessLock> lock = ProcessLock.tryTake(file);
    if (lock.isEmpty()) {
      throw new IOException(
          "%s listens at %s already; end it, or name another socket".formatted(holder(file), path));
    }
    lock.get().sign(ownPid());
    return lock.get();
  }

  /** To read a file that this process has locked would free it. */
  private static String holder(Path file) throws IOException {
    String pid = ProcessLock.isHeldHere(file) ? ownPid() : Files.readString(file).strip();
    return pid.isEmpty() ? "another process" : "process " + pid;
  }

  private static String ownPid() {
    return String.valueOf(ProcessHandle.current().pid());
  }

  private static ServerSocketChannel bind(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      if (!isSocket(path)) {
        throw new IOException("%s is there already and is not a socket".formatted(path));
      }
      if (answers(path)) {
        throw new IOException(
            "another program listens at %s already; name another socket".formatted(path));
      }
      Files.delete(path);
    }
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, SOCKET);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean isSocket(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther();
  }

  /** Whether somebody without our lock listens there. */
  private static boolean answers(Path path) {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return probe.isConnected();
    } catch (IOException nobody) {
      return false;
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** What accepts connections. */
  public ServerSocketChannel channel() {
    return channel;
  }

  /** Stops listening and removes the socket; a second time, when others may listen, nothing. */
  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try (lock) {
      channel.close();
      Files.deleteIfExists(path);
    }
  }
}
