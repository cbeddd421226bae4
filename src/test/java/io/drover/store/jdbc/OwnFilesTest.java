package io.drover.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFilesTest {
  private static final int ROUNDS = 300;

  @TempDir Path folder;

  @Test
  void aFileThatAnotherMakesAtTheSameTimeIsNoFailure() throws Exception {
    ExecutorService two = Executors.newFixedThreadPool(2);
    CyclicBarrier atOnce = new CyclicBarrier(2);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        Path file = folder.resolve("file-" + round);
        Callable<Path> making =
            () -> {
              atOnce.await();
              OwnFiles.createIfMissing(file);
              return file;
            };
        for (Future<Path> made : two.invokeAll(List.of(making, making))) {
          assertThat(made.get()).exists();
        }
      }
    } finally {
      two.shutdownNow();
    }
  }

  @Test
  void whatIsWrittenAnewIsItsOwnersOnlyAndLeavesNothingElse() throws IOException {
    Path file = folder.resolve("owner");

    OwnFiles.write(file, "one\n");
    OwnFiles.write(file, "two\n");

    assertThat(file).hasContent("two\n");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
