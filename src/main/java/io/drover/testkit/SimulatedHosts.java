package io.drover.testkit;

import io.drover.host.HostSpec;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.hypervisor.simulated.SimulatedConnection;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.hypervisor.simulated.SimulatedHostSpec;
import io.drover.model.Flavor;
import io.drover.runtime.RealTimeline;
import java.util.List;

/**
 * Equal simulated hosts in real time, for a first try and for tests that run in real time: 16
 * processors, 64 GiB of memory, 1 TiB of shared disk and a link of 1 GiB each second.
 */
public final class SimulatedHosts implements AutoCloseable {
  private static final Flavor CAPACITY = new Flavor(16, 64L << 30, 1L << 40);
  private static final long BANDWIDTH = 1L << 30;

  private final RealTimeline timeline = new RealTimeline();
  private final SimulatedFleet fleet;
  private final List<String> names;

  private SimulatedHosts(FleetSettings settings, List<String> names) {
    this.fleet = new SimulatedFleet(timeline, settings);
    this.names = List.copyOf(names);
    names.forEach(name -> fleet.addHost(new SimulatedHostSpec(name, CAPACITY, BANDWIDTH, true)));
  }

  /** Hosts with these names, on which things take about the time that they really take. */
  public static SimulatedHosts named(String... names) {
    return new SimulatedHosts(FleetSettings.defaults(), List.of(names));
  }

  /** The hosts as a Drover is given them, with fresh connections. */
  public List<HostSpec> specs() {
    return names.stream().map(this::connect).toList();
  }

  private HostSpec connect(String name) {
    SimulatedConnection to = fleet.connect(name);
    return new HostSpec(
        name, CAPACITY, true, to.hypervisor(), to.vifPlugger(), to.volumeConnector());
  }

  /** The fleet behind them, for faults and for the truth. */
  public SimulatedFleet fleet() {
    return fleet;
  }

  /** Ends the hosts with everything on them. */
  @Override
  public void close() {
    timeline.close();
  }
}
