package io.drover.testing;

import io.drover.runtime.ProcessLock;
import java.io.IOException;
import java.nio.file.Path;

/** A process besides that of the tests. */
public final class OtherProcess {

  private OtherProcess() {}

  public static void main(String[] file) throws IOException {
    System.out.println(ProcessLock.tryTake(Path.of(file[0])).isPresent());
  }

  /** Whether a process that is started now, and ends at once, gets the lock of a file. */
  public static boolean gets(Path file) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = process.inputReader().readLine();
    process.onExit().join();
    return Boolean.parseBoolean(said);
  }
}
