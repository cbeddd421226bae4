package io.drover.scenario;

import io.drover.hypervisor.simulated.FleetSettings;
import java.nio.file.Path;
import java.util.List;

/**
 * Simulated hosts in a process of their own.
 *
 * @param socket where that process listens
 * @param hosts the hosts, in ascending order of name
 * @param settings how long things take there
 */
public record FleetDefinition(Path socket, List<HostDefinition> hosts, FleetSettings settings) {

  /** Copies the list. */
  public FleetDefinition {
    hosts = List.copyOf(hosts);
  }

  /** The same at another place. */
  public FleetDefinition at(Path place) {
    return new FleetDefinition(place, hosts, settings);
  }
}
