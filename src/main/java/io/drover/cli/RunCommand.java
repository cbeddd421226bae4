package io.drover.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.runtime.EnvironmentCheck;
import io.drover.scenario.LibvirtHosts;
import io.drover.scenario.RunOptions;
import io.drover.scenario.RunOptions.HypervisorKind;
import io.drover.scenario.RunOptions.TimeKind;
import io.drover.scenario.RunReporter;
import io.drover.scenario.RunSummary;
import io.drover.scenario.Scenario;
import io.drover.scenario.ScenarioRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code drover run}. */
@Command(
    name = "run",
    description =
        "Plays scenarios, one after the other. All are checked before the first is played.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class RunCommand implements Callable<Integer> {

  private final PrintWriter out;
  private final PrintWriter err;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Scenarios.")
  private List<String> files = List.of();

  @Option(
      names = "--hypervisor",
      paramLabel = "simulated|libvirt",
      description = "On which hosts. Default: simulated.")
  private HypervisorKind hypervisor = HypervisorKind.SIMULATED;

  @Option(
      names = "--time",
      paramLabel = "virtual|real",
      description = "How time passes: as fast as it can be computed (default), or as on the wall.")
  private @Nullable TimeKind time;

  @Option(
      names = "--speed",
      paramLabel = "X",
      description = "Plays X seconds in each real one; implies --time real.")
  private @Nullable Double speed;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Chooses the order of messages. Default: 1.")
  private long seed = 1;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting below drover; beats those of scenarios and of the configuration.")
  private List<String> set = List.of();

  @Option(names = "--json", description = "Tells the run as JSON, one object a line.")
  private boolean json;

  RunCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    Optional<String> wrong = wrongUsage();
    if (wrong.isPresent()) {
      return Main.wrongUsage("drover run", wrong.get(), err);
    }
    Optional<Config> settings = Inputs.settings(set, err);
    Optional<List<Scenario>> scenarios = Inputs.scenarios(files, err);
    if (settings.isEmpty() || scenarios.isEmpty()) {
      return ExitStatus.USAGE;
    }
    boolean real = time == TimeKind.REAL || speed != null || hypervisor == HypervisorKind.LIBVIRT;
    TimeKind kind = real ? TimeKind.REAL : TimeKind.VIRTUAL;
    RunOptions options =
        new RunOptions(hypervisor, kind, speed == null ? 1 : speed, seed, settings.get());
    if (hypervisor == HypervisorKind.LIBVIRT) {
      return playOnLibvirt(scenarios.get(), options);
    }
    return play(
        scenarios.get(), (scenario, reporter) -> ScenarioRunner.run(scenario, options, reporter));
  }

  private Optional<String> wrongUsage() {
    boolean libvirt = hypervisor == HypervisorKind.LIBVIRT;
    if (speed != null && !(speed > 0 && Double.isFinite(speed))) {
      return Optional.of("--speed must be a number above 0, not " + speed);
    } else if (libvirt && time == TimeKind.VIRTUAL) {
      return Optional.of("libvirt hosts have real time only; leave out --time virtual");
    } else if (libvirt && speed != null) {
      return Optional.of("libvirt hosts have real time only; leave out --speed");
    } else if (time == TimeKind.VIRTUAL && speed != null) {
      return Optional.of("--speed is for real time; leave out --time virtual");
    }
    return Optional.empty();
  }

  private int playOnLibvirt(List<Scenario> scenarios, RunOptions options) throws IOException {
    if (Inputs.crashes(scenarios, err)) {
      return ExitStatus.USAGE;
    }
    Config drover =
        options.settings().atPath("drover").withFallback(ConfigFactory.load()).getConfig("drover");
    LibvirtHosts hosts = LibvirtHosts.find(drover, EnvironmentCheck.lab(System.getenv()));
    if (Inputs.unknownHosts(scenarios, hosts.names(), err)) {
      return ExitStatus.USAGE;
    }
    Optional<String> obstacle = hosts.obstacle(scenarios, options.settings());
    if (obstacle.isPresent()) {
      err.println("drover run: " + obstacle.get());
      return ExitStatus.ENVIRONMENT;
    }
    scenarios.forEach(
        scenario ->
            hosts
                .ignored(scenario, options.settings())
                .forEach(note -> err.println(scenario.file() + ": ignored: " + note)));
    err.flush();
    return play(
        scenarios,
        (scenario, reporter) -> ScenarioRunner.runOnLibvirt(scenario, options, reporter, hosts));
  }

  /** Plays one scenario. */
  private interface Player {
    RunSummary play(Scenario scenario, RunReporter reporter);
  }

  private int play(List<Scenario> scenarios, Player player) throws IOException {
    if (json) {
      return play(scenarios, player, new JsonReporter(out));
    } else if (!Terminals.stdoutIsOne()) {
      return play(scenarios, player, new PlainReporter(out));
    }
    try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
      return play(scenarios, player, new TerminalReporter(terminal));
    }
  }

  private static int play(List<Scenario> scenarios, Player player, RunReporter reporter) {
    boolean ok = true;
    for (Scenario scenario : scenarios) {
      ok &= player.play(scenario, reporter).ok();
    }
    return ok ? ExitStatus.OK : ExitStatus.FAILED;
  }
}
