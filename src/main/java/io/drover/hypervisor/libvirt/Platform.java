package io.drover.hypervisor.libvirt;

import java.util.List;
import org.w3c.dom.Element;

/**
 * The machine that guests are configured to have. An empty text stands for the host's default.
 *
 * @param type {@code kvm}, {@code qemu} or {@code auto}
 * @param arch the architecture
 * @param machine the machine type, as it is configured: an alias or a full name
 * @param cpuMode libvirt's mode of the processor
 */
record Platform(String type, String arch, String machine, String cpuMode) {

  /** Modes in which guests see what the processor of their host can do. */
  private static final List<String> AS_THE_HOST =
      List.of("host-model", "host-passthrough", "maximum");

  /** That of guests with these settings, their template included. */
  static Platform of(LibvirtSettings.Guest settings) {
    return settings
        .template()
        .map(template -> template.platform(settings))
        .orElseGet(
            () ->
                new Platform(
                    settings.domainType(),
                    settings.arch(),
                    settings.machine(),
                    settings.cpuMode()));
  }

  /** That of a domain; what it leaves to the host and to Drover is as in the settings. */
  static Platform of(Element domain, LibvirtSettings.Guest settings) {
    String arch = attribute(domain, "arch", "os", "type");
    return new Platform(
        domain.hasAttribute("type") ? domain.getAttribute("type") : settings.domainType(),
        arch.isEmpty() ? settings.arch() : arch,
        attribute(domain, "machine", "os", "type"),
        attribute(domain, "mode", "cpu"));
  }

  private static String attribute(Element domain, String name, String... path) {
    return Xml.children(domain, path).stream()
        .map(element -> element.getAttribute(name))
        .findFirst()
        .orElse("");
  }

  /** Whether guests of this domain type see what the processor of their host can do. */
  boolean showsTheHostsProcessor(String domainType) {
    return domainType.equals(HostProfile.VIRTUALISED) && AS_THE_HOST.contains(cpuMode);
  }
}
