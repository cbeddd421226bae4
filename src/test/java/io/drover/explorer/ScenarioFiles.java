package io.drover.explorer;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.Drover;
import io.drover.scenario.Scenario;
import io.drover.scenario.format.InvalidScenarioException;
import io.drover.scenario.format.ScenarioReader;
import io.drover.scenario.format.SettingsCheck;
import java.nio.file.Path;

/** Reads scenario files as the command line does. */
final class ScenarioFiles {

  private ScenarioFiles() {}

  static Scenario read(Path file) throws InvalidScenarioException {
    Config known = ConfigFactory.load();
    SettingsCheck check =
        new SettingsCheck(
            known.getConfig("drover"),
            drover -> Drover.check(drover.atPath("drover").withFallback(known)));
    return new ScenarioReader(check).read(file.toString());
  }
}
