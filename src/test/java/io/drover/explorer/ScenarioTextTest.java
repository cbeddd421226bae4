package io.drover.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.Drover;
import io.drover.scenario.Action;
import io.drover.scenario.Scenario;
import io.drover.scenario.Step;
import io.drover.scenario.format.InvalidScenarioException;
import io.drover.scenario.format.ScenarioReader;
import io.drover.scenario.format.SettingsCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioTextTest {

  private static final Config KNOWN = ConfigFactory.load();

  private static final ScenarioReader READER =
      new ScenarioReader(
          new SettingsCheck(
              KNOWN.getConfig("drover"),
              drover -> Drover.check(drover.atPath("drover").withFallback(KNOWN))));

  @TempDir Path folder;

  @Test
  void aGeneratedScenarioIsReadBackAsItWas() throws Exception {
    for (long seed = 1; seed <= 300; seed++) {
      Scenario scenario = RandomScenario.of(seed);
      assertSame(readBack(scenario), scenario);
    }
  }

  static List<Path> delivered() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf/scenarios"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("delivered")
  void aScenarioWrittenByHandIsReadBackAsItWas(Path file) throws Exception {
    Scenario scenario = READER.read(file.toString());
    assertSame(readBack(scenario), scenario);
  }

  private Scenario readBack(Scenario scenario) throws IOException, InvalidScenarioException {
    Path file = folder.resolve("written.conf");
    Files.writeString(file, ScenarioText.of(scenario));
    return READER.read(file.toString());
  }

  private static void assertSame(Scenario read, Scenario written) {
    assertThat(read.name()).isEqualTo(written.name());
    assertThat(read.hosts())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("line")
        .isEqualTo(written.hosts());
    assertThat(read.instances()).isEqualTo(written.instances());
    assertThat(read.settings()).isEqualTo(written.settings());
    assertThat(actions(read)).isEqualTo(actions(written));
  }

  private static List<Action> actions(Scenario scenario) {
    return scenario.steps().stream().map(Step::action).toList();
  }
}
