package io.drover.command;

import io.drover.runtime.BoundedThreads;
import io.drover.runtime.NoMandateException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pekko.Done;

/**
 * Runs commands of one host to their end, on threads of that host alone, so that a host on which
 * they hang costs no other a thread. The threads are started on demand and end when there is
 * nothing to do, so there is nothing to close.
 */
public final class CommandRunner {
  /** How often the output of a running process is taken, so that it never waits for a reader. */
  private static final Duration SLICE = Duration.ofMillis(20);

  /** The most that is taken at a time, so that a process cannot keep its reader from the clock. */
  private static final int SLICE_BYTES = 1 << 18;

  /** How much of the output a message can carry; commands say what is wrong in a line or two. */
  private static final int OUTPUT_BYTES = 2048;

  private static final int SIGNALLED = 128;
  private static final int SIGKILL = 9;

  private final String host;
  private final Duration timeout;
  private final BoundedThreads threads;
  private volatile Runnable guard = () -> {};

  /**
   * No thread yet.
   *
   * @param threadCount how many commands may run at a time
   * @param queueSize how many more pieces of work may wait
   * @param timeout after how long a process is killed
   */
  public CommandRunner(String host, int threadCount, int queueSize, Duration timeout) {
    this.host = host;
    this.timeout = timeout;
    threads = new BoundedThreads("drover-command-" + host, threadCount, queueSize);
  }

  /**
   * Asked before each command, on its thread. If it throws before the first one of a piece of work
   * that piece fails with this, later with an {@link IllegalStateException}.
   */
  public void guard(Runnable check) {
    guard = check;
  }

  /** The host's name. */
  public String host() {
    return host;
  }

  /** Does work that executes commands on one of the threads. */
  public <T> CompletionStage<T> submit(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      threads.execute(() -> complete(result, work));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(
          new IllegalStateException(host + " has too many commands waiting", e));
    }
    return result.minimalCompletionStage();
  }

  private <T> void complete(CompletableFuture<T> result, Supplier<T> work) {
    try {
      guard.run();
      result.complete(work.get());
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  /**
   * Runs a command on one of the threads; the stage fails as {@link #execute(List)} does.
   *
   * @param environment what is added to the environment that this process has
   * @param limit after how long this one is killed
   */
  public CompletionStage<Done> run(
      List<String> command, Map<String, String> environment, Duration limit) {
    return submit(
        () -> {
          execute(command, environment, limit);
          return Done.getInstance();
        });
  }

  /**
   * Runs a command to its end; blocks, so it belongs into {@link #submit}.
   *
   * @throws ProcessExecutionException when it ends with anything but 0, or is killed because it did
   *     not end in time
   * @throws UncheckedIOException when there is no such program
   */
  void execute(List<String> command) {
    execute(command, Map.of(), timeout);
  }

  private void execute(List<String> command, Map<String, String> environment, Duration limit) {
    checkAgain();
    Process process = start(command, environment);
    Output output = new Output();
    try {
      boolean ended = waitFor(process, output, limit);
      if (!ended) {
        throw failed(
            command,
            SIGNALLED + SIGKILL,
            "killed, because it had not ended after %d ms".formatted(limit.toMillis()));
      } else if (process.exitValue() != 0) {
        throw failed(command, process.exitValue(), output.text());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(command, SIGNALLED + SIGKILL, "killed, because Drover ends");
    } catch (IOException e) {
      throw new UncheckedIOException("the output of " + command.get(0) + " cannot be read", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** By now an earlier command may have had its effect. */
  private void checkAgain() {
    try {
      guard.run();
    } catch (NoMandateException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static ProcessExecutionException failed(List<String> command, int exitCode, String why) {
    return new ProcessExecutionException(String.join(" ", command), exitCode, why);
  }

  private Process start(List<String> command, Map<String, String> environment) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s: '%s' cannot be run: %s".formatted(host, command.get(0), e.getMessage()), e);
    }
  }

  /** Never reads what is not there: a process may leave its output open to a child of its own. */
  private static boolean waitFor(Process process, Output output, Duration limit)
      throws InterruptedException, IOException {
    InputStream stream = process.getInputStream();
    for (Duration left = limit; !left.isNegative(); left = left.minus(SLICE)) {
      boolean ended = process.waitFor(SLICE.toMillis(), TimeUnit.MILLISECONDS);
      output.take(stream);
      if (ended) {
        return true;
      }
    }
    return false;
  }

  /** The beginning of what a process says. */
  static final class Output {
    private final StringBuilder text = new StringBuilder();

    void take(InputStream stream) throws IOException {
      int taken = 0;
      for (int ready = stream.available();
          ready > 0 && taken < SLICE_BYTES;
          ready = stream.available()) {
        String said = new String(stream.readNBytes(ready), StandardCharsets.UTF_8);
        text.append(said, 0, Math.min(said.length(), OUTPUT_BYTES - text.length()));
        taken += ready;
      }
    }

    String text() {
      return text.toString().strip().replaceAll("\\s*\\R\\s*", "; ");
    }
  }
}
