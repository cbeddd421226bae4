package io.drover.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.testing.OtherProcess;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFileTest {

  @TempDir private Path folder;

  private Path path = Path.of("");

  @BeforeEach
  void inAFolderThatIsNotThere() {
    path = folder.resolve("deeper/own/socket");
  }

  @Test
  void itsOwnerAloneCanReachIt() throws IOException {
    try (SocketFile file = SocketFile.claim(path)) {
      assertThat(permissions(path)).isEqualTo("rw-------");
      assertThat(permissions(path.resolveSibling(""))).isEqualTo("rwx------");
      SocketChannel.open(UnixDomainSocketAddress.of(file.path())).close();
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void oneThatIsListenedAtIsRefusedWithTheListener() throws IOException {
    SocketFile first = SocketFile.claim(path);

    assertThatThrownBy(() -> SocketFile.claim(path))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "process %d listens at %s already; end it, or name another socket"
                .formatted(ProcessHandle.current().pid(), path));
    assertThat(path).exists();
    first.close();
    SocketFile.claim(path).close();
  }

  @Test
  void aRefusalDoesNotLetOthersIn() throws IOException {
    try (SocketFile first = SocketFile.claim(path)) {
      assertThatThrownBy(() -> SocketFile.claim(path)).hasMessageContaining("listens at ");

      assertThat(OtherProcess.gets(first.path().resolveSibling("socket.lock"))).isFalse();
    }
  }

  @Test
  void oneThatIsClosedTwiceLeavesItsSuccessorAlone() throws IOException {
    SocketFile first = SocketFile.claim(path);
    first.close();
    try (SocketFile second = SocketFile.claim(path)) {
      first.close();

      SocketChannel.open(UnixDomainSocketAddress.of(second.path())).close();
    }
  }

  @Test
  void oneOfADeadProcessIsReplaced() throws IOException {
    SocketFile.claim(path).close();
    leaveASocket();

    SocketFile.claim(path).close();
  }

  private void leaveASocket() throws IOException {
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(path))
        .close();
    assertThat(path).exists();
  }

  @Test
  void theSocketOfAnotherProgramIsLeftAlone() throws IOException {
    SocketFile.claim(path).close();
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(path));

      assertThatThrownBy(() -> SocketFile.claim(path))
          .hasMessageStartingWith("another program listens at ");
    }
  }

  @Test
  void aFileIsNotTakenForASocket() throws IOException {
    SocketFile.claim(path).close();
    Files.writeString(path, "precious");

    assertThatThrownBy(() -> SocketFile.claim(path)).hasMessageEndingWith("is not a socket");
    assertThat(path).hasContent("precious");
  }

  @Test
  void aFolderThatOthersCanEnterIsRefused() throws IOException {
    Files.createDirectories(path.getParent());
    Files.setPosixFilePermissions(path.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThatThrownBy(() -> SocketFile.claim(path))
        .hasMessageStartingWith("others than its owner can enter ");
  }

  @Test
  void aFolderOfAnotherUserIsRefused() throws IOException {
    Path foreign = Path.of("/usr");
    if (Files.isWritable(foreign)) {
      foreign = folder.resolve("deeper/own");
      SocketFile.claim(path).close();
      Files.setAttribute(foreign, "unix:uid", 65534);
    }
    Path place = foreign.resolve("socket");

    assertThatThrownBy(() -> SocketFile.claim(place))
        .hasMessageStartingWith(foreign + " belongs to ")
        .hasMessageEndingWith(", not to this user; name a socket in another folder");
  }

  @Test
  void theFileOfTheLockIsNotFollowedElsewhere() throws IOException {
    SocketFile.claim(path).close();
    Path precious = Files.writeString(folder.resolve("file"), "precious");
    Path lock = path.resolveSibling("socket.lock");
    Files.delete(lock);
    Files.createSymbolicLink(lock, precious);

    assertThatThrownBy(() -> SocketFile.claim(path))
        .isInstanceOf(IOException.class)
        .hasMessage("no socket can be made at %s: %s: it is a symbolic link".formatted(path, lock));
    assertThat(precious).hasContent("precious");
  }

  @Test
  void aFolderThatCannotBeMadeIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> SocketFile.claim(file.resolve("own/socket")))
        .hasMessageStartingWith("no socket can be made at %s/own/socket: ".formatted(file));
  }

  @Test
  void aPathThatIsTooLongIsRefused() {
    assertThatThrownBy(() -> SocketFile.claim(folder.resolve("s".repeat(108))))
        .hasMessageContaining("may have 107 bytes");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
