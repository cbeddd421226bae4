package io.drover.cli;

import io.drover.fleet.FleetClient;
import io.drover.fleet.FleetReport;
import io.drover.hypervisor.HypervisorException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drover fleet-truth}. */
@Command(
    name = "fleet-truth",
    description =
        "Says what is so on the simulated hosts of 'drover fleet', past any Drover: the guests, and"
            + " whether one ever could run twice at a time.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {"", "Exit status: 0 no guest ever could, 1 one could, 3 there is no such fleet."})
final class FleetTruthCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final PrintWriter out;
  private final PrintWriter err;

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      required = true,
      description = "Where the fleet listens.")
  private Path socket = Path.of("");

  @Option(names = "--json", description = "Says it as one JSON object.")
  private boolean json;

  FleetTruthCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (FleetClient fleet = FleetClient.connect(socket)) {
      FleetReport report =
          fleet.report().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (json) {
        out.println(report.json());
      } else {
        report.lines().forEach(out::println);
      }
      return report.secondCopies().isEmpty() ? ExitStatus.OK : ExitStatus.FAILED;
    } catch (HypervisorException e) {
      return unusable(String.valueOf(e.getMessage()));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return unusable(String.valueOf(cause.getMessage()));
    } catch (TimeoutException e) {
      return unusable("no answer from %s in %d s".formatted(socket, PATIENCE.toSeconds()));
    }
  }

  private int unusable(String sentence) {
    err.println("drover fleet-truth: " + sentence);
    err.flush();
    return ExitStatus.ENVIRONMENT;
  }
}
