package io.drover.store.jdbc;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A process of its own that opens the file store in a folder, says so, and waits to be killed. */
final class StoreHolder {
  private StoreHolder() {}

  public static void main(String[] arguments) throws IOException {
    Owner self =
        new Owner(
            ProcessHandle.current().pid(), "elsewhere", Instant.parse("2026-11-23T08:00:00Z"));
    new FileStore(Path.of(arguments[0]), Duration.ofSeconds(1)).open(self, 100);
    System.out.println("open");
    System.in.read();
  }

  /** Starts the process and waits until it holds the store. */
  static Process start(Path folder) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StoreHolder.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said;
    do {
      said = process.inputReader().readLine();
    } while (said != null && !said.equals("open"));
    return process;
  }
}
