package io.drover.cli;

import io.drover.control.SocketUnusableException;
import io.drover.scenario.format.InvalidScenarioException;
import io.drover.serve.ServeSettings;
import io.drover.serve.Serving;
import io.drover.serve.Start;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jline.utils.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drover serve}. */
@Command(
    name = "serve",
    description =
        "Keeps a Drover running over the hosts and the store of a configuration, and serves drover"
            + " ctl at a local socket, until it is told to end.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "SIGTERM and SIGINT end it: it takes no more requests, leaves running transfers to the hosts,",
      "says what it left, and ends with 0, also while it starts. The next start goes on with all of it.",
      "",
      "Exit status: 0 it was told to end; 1 it failed; 2 the configuration is wrong; 3 the",
      "environment does not allow it."
    })
final class ServeCommand implements Callable<Integer> {

  /** Enough for a system that is well; what is not over by then is ended with the process. */
  private static final Duration LAST_STEPS = Duration.ofSeconds(10);

  private final PrintWriter err;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The configuration, over that of the command line; conf/serve.conf is one.")
  private String config = "";

  ServeCommand(PrintWriter err) {
    this.err = err;
  }

  @Override
  public Integer call() {
    try {
      ServeSettings settings = ServeSettings.read(config);
      Optional<String> obstacle = settings.hosts().obstacle();
      if (obstacle.isPresent()) {
        return ends(ExitStatus.ENVIRONMENT, obstacle.get());
      }
      return serve(settings);
    } catch (InvalidScenarioException e) {
      Inputs.tell(e, err);
      return ExitStatus.USAGE;
    } catch (SocketUnusableException e) {
      return ends(ExitStatus.ENVIRONMENT, String.valueOf(e.getMessage()));
    }
  }

  private int serve(ServeSettings settings) throws SocketUnusableException {
    CompletableFuture<String> end = new CompletableFuture<>();
    Signals.register("TERM", () -> end.complete("SIGTERM"));
    Signals.register("INT", () -> end.complete("SIGINT"));
    Start start = Start.begin(settings);
    CompletableFuture<Serving> serving = start.serving().toCompletableFuture();
    CompletableFuture.anyOf(serving, end).join();
    if (serving.isDone()) {
      return serve(serving.join(), end, settings.stopTimeout());
    }
    start.abandon();
    return ends(
        ExitStatus.OK,
        end.join() + " came while it was starting; it ends, and the next start does all of it");
  }

  private int serve(Serving serving, CompletableFuture<String> end, Duration stopTimeout) {
    serving.closed().whenComplete((done, failure) -> end.complete(""));
    serving.tellBeginning();
    if (end.join().isEmpty()) {
      serving.close();
      return ends(ExitStatus.FAILED, "it has ended by itself; the log says why");
    }
    await(serving.drain(), stopTimeout);
    await(serving.tellEnd(), LAST_STEPS);
    await(serving.close(), LAST_STEPS);
    return ExitStatus.OK;
  }

  private void await(CompletionStage<?> stage, Duration limit) {
    try {
      stage.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      err.println("drover serve: not everything was over within " + limit.toSeconds() + " s");
    } catch (ExecutionException e) {
      err.println("drover serve: while it ended: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  private int ends(int status, String sentence) {
    err.println("drover serve: " + sentence);
    err.flush();
    return status;
  }
}
