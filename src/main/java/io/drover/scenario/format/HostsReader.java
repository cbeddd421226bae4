package io.drover.scenario.format;

import io.drover.model.Flavor;
import io.drover.scenario.HostDefinition;
import java.util.ArrayList;
import java.util.List;

/** Reads simulated hosts, which look the same in scenarios and in the configuration. */
final class HostsReader {

  static final String EXAMPLE = "hosts { hv1 { vcpus = 16, memory = 64 GiB, disk = 1 TiB } }";

  private static final long GIB = 1L << 30;

  private HostsReader() {}

  /** The hosts below the key {@code hosts}, in ascending order of name. */
  static List<HostDefinition> read(Section section) {
    return read(section, List.of());
  }

  /** The same where hosts have other keys, too, which are left to others. */
  static List<HostDefinition> read(Section section, List<String> others) {
    List<HostDefinition> hosts = new ArrayList<>();
    section.each("hosts").forEach((name, host) -> hosts.add(host(name, host, others)));
    return hosts;
  }

  private static HostDefinition host(String name, Section section, List<String> others) {
    others.forEach(section::take);
    Flavor capacity =
        new Flavor(
            section.required("vcpus", Kinds.integer(0), "how many processors, such as vcpus = 16"),
            section.required("memory", Kinds.SIZE, "a size such as memory = 64 GiB"),
            section.required("disk", Kinds.SIZE, "a size such as disk = 1 TiB"));
    long bandwidth = section.optional("bandwidth", Kinds.positive(Kinds.RATE)).orElse(GIB);
    boolean shared = section.optional("shared-storage", Kinds.FLAG).orElse(true);
    section.close();
    return new HostDefinition(name, capacity, bandwidth, shared, section.line());
  }
}
