package io.drover.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.runtime.NoMandateException;
import io.drover.runtime.Stages;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CommandRunnerTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  private final CommandRunner runner = new CommandRunner("hv1", 2, 2, LONG);

  private static List<String> shell(String script) {
    return List.of("sh", "-c", script);
  }

  @Test
  void saysHowACommandFailed() {
    assertThatThrownBy(() -> runner.execute(shell("echo said; echo why >&2; exit 3")))
        .isInstanceOf(ProcessExecutionException.class)
        .hasMessageEndingWith("ended with 3: said; why")
        .extracting("exitCode")
        .isEqualTo(3);
  }

  @Test
  void nothingIsDoneWithoutAMandateAndWhatWasBegunMayHaveItsEffect(@TempDir Path folder) {
    AtomicInteger asked = new AtomicInteger();
    runner.guard(
        () -> {
          if (asked.incrementAndGet() > 2) {
            throw new NoMandateException("another process acts");
          }
        });
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    CompletionStage<Boolean> begun =
        runner.submit(
            () -> {
              runner.execute(List.of("touch", first.toString()));
              runner.execute(List.of("touch", second.toString()));
              return true;
            });

    assertThat(begun)
        .failsWithin(LONG)
        .withThrowableThat()
        .havingRootCause()
        .withMessage("another process acts");
    assertThat(begun.toCompletableFuture().handle((done, failure) -> Stages.cause(failure)).join())
        .isInstanceOf(IllegalStateException.class);
    assertThat(first).exists();
    assertThat(second).doesNotExist();
    assertThat(
            runner
                .submit(() -> true)
                .toCompletableFuture()
                .handle((done, failure) -> Stages.cause(failure))
                .join())
        .isInstanceOf(NoMandateException.class);
  }

  @Test
  void namesAProgramThatIsNotThere() {
    assertThatThrownBy(() -> runner.execute(List.of("no-such-program", "x")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("hv1: 'no-such-program' cannot be run");
  }

  @Test
  void killsAProcessThatDoesNotEnd() {
    CommandRunner impatient = new CommandRunner("hv1", 1, 1, Duration.ofMillis(200));

    assertThatThrownBy(() -> impatient.execute(List.of("sleep", "1000")))
        .isInstanceOf(ProcessExecutionException.class)
        .hasMessageContaining("killed, because it had not ended after 200 ms");

    // One that was killed may need a moment to be gone.
    ProcessHandle.current()
        .descendants()
        .filter(child -> child.info().commandLine().orElse("").contains("sleep 1000"))
        .forEach(child -> assertThat(child.onExit()).succeedsWithin(LONG));
  }

  @Test
  void takesOnlySoMuchAtATimeOfAProcessThatNeverStopsTalking() {
    InputStream talk =
        new InputStream() {
          private int taken;

          @Override
          public int available() {
            return 4096;
          }

          @Override
          public int read() {
            throw new IllegalStateException("it is read in pieces");
          }

          @Override
          public int read(byte[] piece, int from, int size) throws IOException {
            taken += size;
            if (taken > 1 << 20) {
              throw new IOException("it would go on like this for ever");
            }
            Arrays.fill(piece, from, from + size, (byte) 'y');
            return size;
          }
        };
    CommandRunner.Output output = new CommandRunner.Output();

    assertThatCode(() -> output.take(talk)).doesNotThrowAnyException();

    assertThat(output.text()).hasSize(2048);
  }

  @Test
  void takesMoreOutputThanAPipeHoldsAndKeepsItsBeginning() {
    assertThatThrownBy(() -> runner.execute(shell("yes no | head -c 1000000; exit 1")))
        .isInstanceOf(ProcessExecutionException.class)
        .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(5000));
  }

  @Test
  void waitsForNoChildThatKeepsTheOutputOpen() {
    // The shell ends at once; its child would hold the pipe for longer than this test may take.
    assertThatCode(() -> runner.execute(shell("sleep 100 & exit 0"))).doesNotThrowAnyException();
  }

  @Test
  void givesACommandNoInput() {
    assertThatCode(() -> runner.execute(List.of("cat"))).doesNotThrowAnyException();
  }

  @Test
  void refusesMoreWorkThanMayWait() throws InterruptedException {
    CountDownLatch hold = new CountDownLatch(1);
    List<CompletionStage<Boolean>> accepted = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      accepted.add(runner.submit(() -> waitFor(hold)));
    }

    assertThatThrownBy(() -> runner.submit(() -> true).toCompletableFuture().join())
        .isInstanceOf(CompletionException.class)
        .hasRootCauseInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("hv1 has too many commands waiting");

    hold.countDown();
    accepted.forEach(stage -> assertThat(stage.toCompletableFuture().join()).isTrue());
  }

  private static boolean waitFor(CountDownLatch hold) {
    try {
      return hold.await(LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
