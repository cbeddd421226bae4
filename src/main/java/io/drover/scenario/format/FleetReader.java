package io.drover.scenario.format;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.scenario.FleetDefinition;
import io.drover.scenario.HostDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads which simulated hosts a configuration has. */
public final class FleetReader {

  private static final String BLOCK = "simulated";

  private FleetReader() {}

  /**
   * What is below {@code simulated}; perhaps no hosts.
   *
   * @param drover the configuration below {@code drover}, with the defaults of {@code
   *     reference.conf}
   * @throws ConfigException with everything that is wrong, and where
   */
  public static FleetDefinition read(Config drover) {
    ConfigObject block = drover.getObject(BLOCK);
    Problems problems = new Problems();
    FleetDefinition definition = read(new Section(block, "drover." + BLOCK, problems));
    if (!problems.none()) {
      throw problems.unusable();
    }
    return definition;
  }

  /**
   * The same, of hosts that there have to be.
   *
   * @throws ConfigException when there are none, too
   */
  public static FleetDefinition readSome(Config drover) {
    FleetDefinition definition = read(drover);
    if (definition.hosts().isEmpty()) {
      throw new ConfigException.Generic(
          "there are no hosts below drover.simulated, such as " + HostsReader.EXAMPLE);
    }
    return definition;
  }

  private static FleetDefinition read(Section block) {
    Path socket = Path.of(block.required("socket", Kinds.NAME, "the path of a socket"));
    List<HostDefinition> hosts = HostsReader.read(block);
    FleetSettings settings =
        block.object("guest").map(FleetReader::guests).orElseGet(FleetSettings::defaults);
    block.close();
    return new FleetDefinition(socket, hosts, settings);
  }

  private static FleetSettings guests(Section guest) {
    FleetSettings standard = FleetSettings.defaults();
    Optional<Duration> boot = guest.optional("boot-time", Kinds.DURATION);
    Optional<Duration> shutdown = guest.optional("shutdown-time", Kinds.DURATION);
    long dirtyRate = guest.optional("dirty-rate", Kinds.RATE).orElse(0L);
    guest.close();
    return standard.withGuests(
        boot.orElse(standard.bootTime()), shutdown.orElse(standard.shutdownTime()), dirtyRate);
  }
}
