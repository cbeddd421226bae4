package io.drover.hypervisor.libvirt;

import io.drover.hypervisor.Compatibility;
import io.drover.hypervisor.HostFacts;
import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Element;

/**
 * What a host offers to the guests that are configured, read from libvirt's capabilities.
 *
 * @param domainType what its guests will be: {@code kvm} or {@code qemu}
 * @param cpu libvirt's description of the host's processor; empty when guests do not see it,
 *     because theirs is emulated, or made of what it is configured to be
 * @param machineTypes the machine types for the configured architecture; first the one that new
 *     guests get, by its full name
 */
record HostProfile(String domainType, String cpu, List<String> machineTypes) {

  private static final String EMULATED = "qemu";
  static final String VIRTUALISED = "kvm";

  /** Reads the capabilities. */
  static HostProfile of(String capabilities, LibvirtSettings.Guest settings) {
    Element root = Xml.parse(capabilities);
    Platform platform = Platform.of(settings);
    String type = platform.type();
    List<String> machines = new ArrayList<>();
    for (Element arch : Xml.children(root, "guest", "arch")) {
      if (arch.getAttribute("name").equals(platform.arch())) {
        if (type.equals("auto")) {
          type = offers(arch, VIRTUALISED) ? VIRTUALISED : EMULATED;
        }
        machines.addAll(machinesOf(arch, platform.machine()));
      }
    }
    String cpu = platform.showsTheHostsProcessor(type) ? processor(root) : "";
    return new HostProfile(type, cpu, List.copyOf(machines));
  }

  /**
   * Whether a guest of a host with these facts can run on this one, as far as that can be said
   * without asking the hypervisor to compare the processors.
   */
  Compatibility accepts(HostFacts source, HostFacts own) {
    if (!source.type().equals(own.type())) {
      return Compatibility.no(
          "a guest of %s cannot run on %s".formatted(source.type(), own.type()));
    }
    if (source.version() > own.version()) {
      return Compatibility.no(
          "the hypervisor there is older: version %d, not %d"
              .formatted(own.version(), source.version()));
    }
    if (!source.machineTypes().isEmpty()
        && !machineTypes.isEmpty()
        && !machineTypes.contains(source.machineTypes().get(0))) {
      return Compatibility.no(
          "the machine type %s is not known there".formatted(source.machineTypes().get(0)));
    }
    return Compatibility.YES;
  }

  private static boolean offers(Element arch, String type) {
    return Xml.children(arch, "domain").stream()
        .anyMatch(domain -> domain.getAttribute("type").equals(type));
  }

  private static List<String> machinesOf(Element arch, String preferred) {
    List<String> names = new ArrayList<>();
    String first = "";
    for (Element machine : Xml.children(arch, "machine")) {
      String name = machine.getTextContent();
      String canonical = machine.getAttribute("canonical");
      String full = canonical.isEmpty() ? name : canonical;
      if (!names.contains(full)) {
        names.add(full);
      }
      if (first.isEmpty() && (preferred.isEmpty() || preferred.equals(name))) {
        first = full;
      }
    }
    if (names.remove(first)) {
      names.add(0, first);
    }
    return names;
  }

  private static String processor(Element root) {
    return Xml.children(root, "host", "cpu").stream().findFirst().map(Xml::write).orElse("");
  }
}
