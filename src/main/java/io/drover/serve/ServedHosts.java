package io.drover.serve;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.drover.fleet.RemoteFleet;
import io.drover.host.HostSpec;
import io.drover.hypervisor.libvirt.HostCommands;
import io.drover.hypervisor.libvirt.LibvirtDriver;
import io.drover.hypervisor.libvirt.LibvirtSettings;
import io.drover.scenario.FleetDefinition;
import io.drover.scenario.HostDefinition;
import io.drover.scenario.format.FleetReader;
import io.drover.scenario.format.LibvirtHostsReader;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The hosts of a configuration. */
public interface ServedHosts {

  /** What has to be installed before they can be worked with, as a sentence; or nothing. */
  Optional<String> obstacle();

  /**
   * The hosts as a Drover is given them, not connected yet; to be called once.
   *
   * @param clock the wall clock
   */
  List<HostSpec> open(InstantSource clock);

  /**
   * Reads which hosts there are.
   *
   * @param drover the configuration below {@code drover}
   * @throws ConfigException when they cannot be used, with the reason
   */
  static ServedHosts from(Config drover) {
    String kind = drover.getString("serve.hypervisor");
    return switch (kind) {
      case "simulated" -> new Simulated(FleetReader.readSome(drover));
      case "libvirt" -> Libvirt.from(drover);
      default ->
          throw new ConfigException.BadValue(
              drover.getValue("serve.hypervisor").origin(),
              "drover.serve.hypervisor",
              "must be simulated or libvirt, not " + kind);
    };
  }

  /** Hosts that {@code drover fleet} runs in a process of their own. */
  record Simulated(FleetDefinition fleet) implements ServedHosts {

    @Override
    public Optional<String> obstacle() {
      return Optional.empty();
    }

    @Override
    public List<HostSpec> open(InstantSource clock) {
      return RemoteFleet.open(fleet);
    }
  }

  /** Real hosts. */
  record Libvirt(List<Host> hosts) implements ServedHosts {

    /** One of them. */
    record Host(HostDefinition definition, LibvirtSettings settings, HostCommands commands) {}

    static Libvirt from(Config drover) {
      Config libvirt = drover.getConfig("libvirt");
      return new Libvirt(
          LibvirtHostsReader.read(drover).stream()
              .map(
                  host ->
                      new Host(
                          host,
                          LibvirtSettings.of(host.name(), libvirt),
                          HostCommands.of(host.name(), libvirt)))
              .toList());
    }

    @Override
    public Optional<String> obstacle() {
      return LibvirtDriver.problem();
    }

    @Override
    public List<HostSpec> open(InstantSource clock) {
      return hosts.stream().map(host -> open(host, clock)).toList();
    }

    private static HostSpec open(Host host, InstantSource clock) {
      return new HostSpec(
          host.definition().name(),
          host.definition().capacity(),
          host.definition().sharedStorage(),
          LibvirtDriver.open(host.settings(), clock),
          host.commands().plugger(),
          host.commands().volumes());
    }
  }
}
