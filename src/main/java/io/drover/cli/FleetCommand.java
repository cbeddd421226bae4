package io.drover.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.fleet.FleetServer;
import io.drover.scenario.FleetDefinition;
import io.drover.scenario.HostDefinition;
import io.drover.scenario.format.FleetReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drover fleet}. */
@Command(
    name = "fleet",
    description =
        "Runs the simulated hosts below drover.simulated in a process of their own, until it is"
            + " ended (SIGTERM). What runs on them goes on when a Drover dies that works with them.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class FleetCommand implements Callable<Integer> {

  private final PrintWriter out;
  private final PrintWriter err;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The configuration, with the hosts below drover.simulated.")
  private File config = new File("");

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = "Where to listen. Default: drover.simulated.socket.")
  private @Nullable Path socket;

  @Option(
      names = "--speed",
      paramLabel = "X",
      description = "How many seconds pass for the hosts in each real one. Default: 1.")
  private double speed = 1;

  FleetCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!(speed > 0 && Double.isFinite(speed))) {
      return Main.wrongUsage("drover fleet", "--speed must be a number above 0, not " + speed, err);
    } else if (!config.isFile()) {
      return Main.wrongUsage("drover fleet", "there is no file " + config, err);
    }
    Config drover =
        ConfigFactory.parseFile(config)
            .withFallback(ConfigFactory.load())
            .resolve()
            .getConfig("drover");
    FleetDefinition configured = FleetReader.readSome(drover);
    FleetDefinition definition = socket == null ? configured : configured.at(socket);
    try {
      serve(FleetServer.start(definition, speed), definition);
      return ExitStatus.OK;
    } catch (IOException e) {
      err.println("drover fleet: " + e.getMessage());
      err.flush();
      return ExitStatus.ENVIRONMENT;
    }
  }

  private void serve(FleetServer server, FleetDefinition definition) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server), "drover-fleet-end"));
    out.printf(
        "simulated hosts %s are ready at %s%n",
        definition.hosts().stream().map(HostDefinition::name).collect(Collectors.joining(", ")),
        definition.socket());
    out.flush();
    new CountDownLatch(1).await(); // until the process is ended
  }

  private static void end(FleetServer server) {
    try {
      server.close();
    } catch (IOException e) {
      // A socket that stays behind is replaced by the next one.
    }
  }
}
