package io.drover.hypervisor.libvirt;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.drover.command.CommandRunner;
import io.drover.command.ResourceCommands;
import io.drover.network.CommandVifPlugger;
import io.drover.network.VifPlugger;
import io.drover.storage.CommandVolumeConnector;
import io.drover.storage.ImageFolder;
import io.drover.storage.VolumeConnector;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What libvirt leaves to others on one host, by the commands of its configuration: plugging VIFs
 * and making disks.
 *
 * @param vifPlugger plugs VIFs; empty: none can be plugged there
 * @param volumes makes the images of disks
 */
public record HostCommands(Optional<CommandVifPlugger> vifPlugger, VolumeConnector volumes) {

  /** Plugs VIFs, or refuses all of them. */
  public VifPlugger plugger() {
    return vifPlugger.isPresent() ? vifPlugger.get() : VifPlugger.none();
  }

  /**
   * The commands of {@code host}.
   *
   * @param libvirt the configuration below {@code drover.libvirt}; what it lacks is the default
   * @throws ConfigException when a command cannot be used; says where it is and why
   */
  public static HostCommands of(String host, Config libvirt) {
    Config general = LibvirtSettings.withDefaults(libvirt);
    Config own = LibvirtSettings.host(general, host);
    Config config = own.withFallback(general);
    SortedMap<String, String> values = values(own);
    CommandRunner runner =
        new CommandRunner(
            host,
            LibvirtSettings.count(config, "commands.threads"),
            LibvirtSettings.count(config, "commands.queue-size"),
            LibvirtSettings.positive(config, "commands.timeout"));
    LibvirtSettings.Guest guest = LibvirtSettings.Guest.of(general.getConfig("guest"));
    return new HostCommands(
        commands(config, "vifs", CommandVifPlugger.PLACEHOLDERS, values)
            .map(commands -> new CommandVifPlugger(runner, commands, values)),
        new CommandVolumeConnector(
            runner,
            images(config, guest, false, values),
            images(config, guest, true, values),
            values));
  }

  private static CommandVolumeConnector.Images images(
      Config config, LibvirtSettings.Guest guest, boolean local, Map<String, String> values) {
    String key = local ? "disks.local" : "disks.shared";
    ImageFolder folder = guest.images(local);
    Optional<ResourceCommands> commands =
        commands(config, key, CommandVolumeConnector.PLACEHOLDERS, values);
    if (commands.isPresent() && !folder.exists()) {
      throw new ConfigException.BadValue(
          config.getValue(key + ".exists").origin(),
          key,
          "there is no folder for the images that these commands make; set guest.%s, too"
              .formatted(DomainXml.folderSetting(local)));
    }
    return new CommandVolumeConnector.Images(folder, commands);
  }

  private static Optional<ResourceCommands> commands(
      Config config, String key, List<String> placeholders, Map<String, String> values) {
    Set<String> known = new TreeSet<>(placeholders);
    known.addAll(values.keySet());
    return ResourceCommands.of(config.getConfig(key), known);
  }

  private static SortedMap<String, String> values(Config host) {
    SortedMap<String, String> values = new TreeMap<>();
    if (host.hasPath("values")) {
      host.getObject("values").forEach((name, value) -> values.put(name, text(name, value)));
    }
    return Collections.unmodifiableSortedMap(values);
  }

  private static String text(String name, ConfigValue value) {
    if (value.valueType() == ConfigValueType.STRING
        || value.valueType() == ConfigValueType.NUMBER) {
      return value.unwrapped().toString();
    }
    throw new ConfigException.BadValue(
        value.origin(), "values." + name, "must be a text or a number");
  }
}
