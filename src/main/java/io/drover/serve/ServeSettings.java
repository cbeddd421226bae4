package io.drover.serve;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.drover.Drover;
import io.drover.control.ControlSettings;
import io.drover.control.SocketPlace;
import io.drover.runtime.Waits;
import io.drover.scenario.format.InvalidScenarioException;
import io.drover.scenario.format.SettingsCheck;
import io.drover.scenario.format.SettingsFile;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What {@code drover serve} is told by its file.
 *
 * @param root the whole configuration: the file before what the process has
 * @param socket where clients are served
 * @param control how much they may ask
 * @param hosts which hosts there are
 * @param hooks the commands that are run after migrations
 * @param stopTimeout how long the end waits for answers
 */
public record ServeSettings(
    Config root,
    Path socket,
    ControlSettings control,
    ServedHosts hosts,
    HookSettings hooks,
    Duration stopTimeout) {

  /**
   * What goes for this program and not for every application, unless its file says otherwise: it
   * remembers, and it is this program that ends the process, once it has said what it leaves.
   */
  private static final Config OWN =
      ConfigFactory.parseString(
          """
          drover.store = file
          pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
          """);

  /**
   * Reads a file.
   *
   * @param file as its user wrote it
   * @throws InvalidScenarioException with everything that is wrong, a line each
   * @throws ConfigException when the settings cannot be used together
   */
  public static ServeSettings read(String file) throws InvalidScenarioException {
    Config known = OWN.withFallback(ConfigFactory.load());
    SettingsCheck check =
        new SettingsCheck(
            known.getConfig("drover"),
            drover -> {
              Drover.check(drover.atPath("drover").withFallback(known));
              ControlSettings.from(drover.getConfig("serve"));
            });
    return of(SettingsFile.read(file, check).withFallback(known).resolve());
  }

  private static ServeSettings of(Config root) {
    Config drover = root.getConfig("drover");
    Config serve = drover.getConfig("serve");
    return new ServeSettings(
        root,
        SocketPlace.of(serve),
        ControlSettings.from(serve),
        ServedHosts.from(drover),
        HookSettings.from(drover),
        Waits.plain(serve).duration("stop-timeout"));
  }
}
