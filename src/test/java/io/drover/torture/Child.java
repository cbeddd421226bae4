package io.drover.torture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process of this run, which ends with it at the latest. */
final class Child {
  /** For what lives for seconds: the quick compiler is best for it. */
  static final Map<String, String> LEAN =
      Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -Xmx512m");

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
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return start(builder, environment);
  }

  /**
   * Starts a command whose output is read here, by {@link #line}.
   *
   * @param errors where its other output goes, after what is there
   */
  static Child startTelling(List<String> command, Map<String, String> environment, Path errors)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    return start(builder, environment);
  }

  private static Child start(ProcessBuilder builder, Map<String, String> environment)
      throws IOException {
    builder.environment().putAll(environment);
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

  /** The next line of its output; null: it tells no more. */
  @Nullable String line() throws IOException {
    return process.inputReader(StandardCharsets.UTF_8).readLine();
  }

  /** Waits until it has ended by itself. */
  void await() throws InterruptedException {
    process.waitFor();
  }

  int status() {
    return process.exitValue();
  }

  /** Lets it end, and does not wait for that. */
  void end() {
    process.destroyForcibly();
  }

  /** Ends it with SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    ALL.remove(this);
  }

  private static void endAll() {
    ALL.forEach(Child::end);
  }
}
