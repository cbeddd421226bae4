package io.drover.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.scenario.Scenario;
import io.drover.scenario.format.InvalidScenarioException;
import io.drover.scenario.format.ScenarioReader;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what the command line names. */
final class Inputs {

  private Inputs() {}

  /** Every setting that there is, with its default value and its path below {@code drover}. */
  static Config knownSettings() {
    Config reference = ConfigFactory.defaultReference();
    return reference.hasPath("drover") ? reference.getConfig("drover") : ConfigFactory.empty();
  }

  /** The scenarios in these files; empty when one of them is wrong, which is told. */
  static Optional<List<Scenario>> scenarios(List<String> files, PrintWriter err) {
    ScenarioReader reader = new ScenarioReader(knownSettings());
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

  /** Tells each problem on a line. */
  static void tell(InvalidScenarioException problems, PrintWriter err) {
    problems.problems().forEach(err::println);
    err.flush();
  }
}
