package io.drover.scenario.format;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import java.nio.file.Path;

/** Reads files of settings. */
public final class SettingsFile {
  private static final String DROVER = "drover";

  /** Read, but not checked: it is not Drover's. */
  private static final String PEKKO = "pekko";

  private SettingsFile() {}

  /**
   * Reads the settings of a file, whose paths begin with {@code drover} or {@code pekko}.
   *
   * @param file as its user wrote it; problems begin with it
   * @param check for those of Drover
   * @throws InvalidScenarioException with everything that is wrong
   */
  public static Config read(String file, SettingsCheck check) throws InvalidScenarioException {
    ConfigObject root =
        ScenarioFile.parse(
            Path.of(file), file, "configuration", "settings begin with drover { ... }");
    Problems problems = new Problems(file);
    Section section = new Section(root, "", problems);
    section.object(PEKKO);
    section.object(DROVER);
    section.close();
    if (root.get(DROVER) instanceof ConfigObject drover) {
      check.check(drover, DROVER, problems);
    }
    if (!problems.none()) {
      throw new InvalidScenarioException(problems.all());
    }
    return root.toConfig();
  }
}
