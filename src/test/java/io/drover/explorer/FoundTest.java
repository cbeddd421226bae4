package io.drover.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.drover.scenario.RunOptions;
import io.drover.scenario.RunOptions.HypervisorKind;
import io.drover.scenario.RunOptions.TimeKind;
import io.drover.scenario.RunReporter;
import io.drover.scenario.Scenario;
import io.drover.scenario.ScenarioRun;
import io.drover.scenario.ScenarioRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the search has found, made small, and finds no more: whatever the order of messages is. */
class FoundTest {

  private static final int ORDERS = 20;

  private static List<Path> found() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/found"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("found")
  void isFoundNoMore(Path file) throws Exception {
    Scenario scenario = ScenarioFiles.read(file);

    for (long seed = 0; seed < ORDERS; seed++) {
      ScenarioRun run =
          ScenarioRunner.play(
              scenario,
              new RunOptions(
                  HypervisorKind.SIMULATED, TimeKind.VIRTUAL, 1, seed, ConfigFactory.empty()),
              RunReporter.SILENT);
      assertThat(run.violations()).as("seed %d", seed).isEmpty();
      assertThat(run.summary().failed()).as("failed expectations of seed %d", seed).isZero();
    }
  }
}
