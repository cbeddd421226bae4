package io.drover.scenario.format;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import io.drover.scenario.HostDefinition;
import java.util.List;

/** Reads what may be claimed of the libvirt hosts that a configuration has. */
public final class LibvirtHostsReader {
  private static final String BLOCK = "libvirt";

  /** What else is said of a host, and read where it is used. */
  private static final List<String> OTHERS =
      List.of(
          "uri",
          "peer-uri",
          "values",
          "vifs",
          "disks",
          "commands",
          "namespace",
          "device",
          "pid-file");

  private LibvirtHostsReader() {}

  /**
   * The hosts below {@code libvirt.hosts}, at least one.
   *
   * @param drover the configuration below {@code drover}
   * @throws ConfigException with everything that is wrong, and where
   */
  public static List<HostDefinition> read(Config drover) {
    Problems problems = new Problems();
    List<HostDefinition> hosts =
        HostsReader.read(new Section(drover.getObject(BLOCK), "drover." + BLOCK, problems), OTHERS);
    if (!problems.none()) {
      throw problems.unusable();
    } else if (hosts.isEmpty()) {
      ConfigOrigin origin = drover.getValue(BLOCK).origin();
      throw new ConfigException.BadValue(
          origin,
          "drover.libvirt.hosts",
          "there are none; write hosts { hv1 { uri = ..., peer-uri = ..., vcpus = 16, memory = 64"
              + " GiB, disk = 1 TiB } }");
    }
    return hosts;
  }
}
