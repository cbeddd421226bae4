package io.drover.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A process of this run, which ends with it at the latest. */
final class Child {
  private static final Set<Child> ALL = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Child::endAll, "torture-end"));
  }

  private final Process process;

  private Child(Process process) {
    this.process = process;
  }

  /**
   * Starts a command.
   *
   * @param log where its output goes, after what is there
   */
  static Child start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Child child = new Child(builder.start());
    ALL.add(child);
    return child;
  }

  /** Starts a command that says when it is ready, and waits for these words. */
  static Child startUntil(String words, List<String> command, Path log)
      throws IOException, InterruptedException {
    Child child = start(command, Map.of(), log);
    while (!Files.readString(log).contains(words)) {
      if (child.endsWithin(Duration.ofMillis(50))) {
        throw new IOException(
            "%s has ended with %d; see %s"
                .formatted(String.join(" ", command), child.status(), log));
      }
    }
    return child;
  }

  /** Waits so long, or until it has ended by itself, and says whether it has. */
  boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  int status() {
    return process.exitValue();
  }

  /** Ends it with SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    ALL.remove(this);
  }

  private static void endAll() {
    ALL.forEach(child -> child.process.destroyForcibly());
  }
}
