package io.drover.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.testing.OtherProcess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLockTest {
  @TempDir private Path folder;

  private Path file = Path.of("");

  @BeforeEach
  void inTheFolder() {
    file = folder.resolve("lock");
  }

  @Test
  void isHeldByOneAtATimeAndTheFileStays() throws IOException {
    ProcessLock first = ProcessLock.tryTake(file).orElseThrow();
    assertThat(ProcessLock.isHeldHere(file)).isTrue();
    assertThat(ProcessLock.tryTake(file)).isEmpty();

    first.close();

    assertThat(ProcessLock.isHeldHere(file)).isFalse();
    assertThat(file).exists();
    ProcessLock.tryTake(file).orElseThrow().close();
  }

  @Test
  void isTheSameByAnyWayToItsFolder() throws IOException {
    Path other = Files.createSymbolicLink(folder.resolve("other"), folder);
    try (ProcessLock first = ProcessLock.tryTake(file).orElseThrow()) {
      assertThat(ProcessLock.tryTake(other.resolve("lock"))).isEmpty();
      first.sign("me");
    }
    assertThat(file).hasContent("me");
  }

  @Test
  void aTryOfThisProcessDoesNotFreeItForOthers() throws IOException {
    ProcessLock lock = ProcessLock.tryTake(file).orElseThrow();
    assertThat(ProcessLock.tryTake(file)).isEmpty();
    assertThat(OtherProcess.gets(file)).isFalse();

    lock.close();
    assertThat(OtherProcess.gets(file)).isTrue();
  }

  @Test
  void aTryThroughAnotherClassLoaderDoesNotFreeItEither() throws Exception {
    try (FileChannel foreign =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThat(foreign.lock().isValid()).isTrue();

      assertThat(ProcessLock.tryTake(file)).isEmpty();

      assertThat(OtherProcess.gets(file)).isFalse();
    }
  }

  @Test
  void replacesWhatAnEarlierHolderLeftAndIsItsOwnersOnly() throws IOException {
    try (ProcessLock first = ProcessLock.tryTake(file).orElseThrow()) {
      first.sign("process 12345");
    }
    try (ProcessLock second = ProcessLock.tryTake(file).orElseThrow()) {
      assertThat(second).isNotNull();
      second.sign("process 9");
    }
    assertThat(file).hasContent("process 9");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void whoeverDeletesOrReplacesItsFileIsNoticed() throws IOException {
    try (ProcessLock lock = ProcessLock.tryTake(file).orElseThrow()) {
      assertThat(lock.isInPlace()).isTrue();
      Files.delete(file);
      assertThat(lock.isInPlace()).isFalse();
      Files.createFile(file);
      assertThat(lock.isInPlace()).isFalse();
    }
  }

  @Test
  void doesNotFollowALink() throws IOException {
    Path precious = Files.writeString(folder.resolve("precious"), "precious");
    Files.createSymbolicLink(file, precious);

    assertThatThrownBy(() -> ProcessLock.tryTake(file))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(file + ": it is a symbolic link");
    assertThat(ProcessLock.isHeldHere(file)).isFalse();
  }
}
