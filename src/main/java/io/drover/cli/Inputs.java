package io.drover.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.Drover;
import io.drover.scenario.Action;
import io.drover.scenario.HostDefinition;
import io.drover.scenario.Scenario;
import io.drover.scenario.Step;
import io.drover.scenario.format.InvalidScenarioException;
import io.drover.scenario.format.Problem;
import io.drover.scenario.format.ScenarioReader;
import io.drover.scenario.format.SettingsCheck;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** Reads what the command line names. */
final class Inputs {

  private Inputs() {}

  /** Checks settings against those that Drover has. */
  private static SettingsCheck settingsCheck() {
    Config known = ConfigFactory.load();
    return new SettingsCheck(
        known.getConfig("drover"),
        drover -> Drover.check(drover.atPath("drover").withFallback(known)));
  }

  /** The scenarios in these files; empty when one of them is wrong, which is told. */
  static Optional<List<Scenario>> scenarios(List<String> files, PrintWriter err) {
    ScenarioReader reader = new ScenarioReader(settingsCheck());
    List<Scenario> scenarios = new ArrayList<>();
    boolean wrong = false;
    for (String file : files) {
      try {
        scenarios.add(reader.read(file));
      } catch (InvalidScenarioException e) {
        wrong = true;
        tell(e, err);
      }
    }
    return wrong ? Optional.empty() : Optional.of(scenarios);
  }

  /** What {@code --set} says; empty when that is wrong, which is told. */
  static Optional<Config> settings(List<String> pairs, PrintWriter err) {
    try {
      return Optional.of(settingsCheck().read(pairs));
    } catch (InvalidScenarioException e) {
      tell(e, err);
      return Optional.empty();
    }
  }

  /** Whether one of the scenarios crashes the orchestrator, which is told with its place. */
  static boolean crashes(List<Scenario> scenarios, PrintWriter err) {
    boolean found = false;
    for (Scenario scenario : scenarios) {
      for (Step step : scenario.steps()) {
        if (step.action() instanceof Action.Crash) {
          found = true;
          err.println(
              new Problem(
                  scenario.file(),
                  step.line(),
                  "steps[" + step.number() + "].crash",
                  "libvirt hosts cannot be worked with by a second process in this one;"
                      + " use simulated hosts"));
        }
      }
    }
    return found;
  }

  /**
   * Whether one of the scenarios names a host that there is not, which is told with its place;
   * while no host is known at all, that is for the environment to change.
   */
  static boolean unknownHosts(List<Scenario> scenarios, SortedSet<String> known, PrintWriter err) {
    boolean found = false;
    for (Scenario scenario : known.isEmpty() ? List.<Scenario>of() : scenarios) {
      for (HostDefinition host : scenario.hosts()) {
        if (!known.contains(host.name())) {
          found = true;
          err.println(
              new Problem(
                  scenario.file(),
                  host.line(),
                  "hosts." + host.name(),
                  "there is no libvirt host of this name; there are " + String.join(", ", known)));
        }
      }
    }
    return found;
  }

  /** Tells each problem on a line. */
  static void tell(InvalidScenarioException problems, PrintWriter err) {
    problems.problems().forEach(err::println);
    err.flush();
  }
}
