package io.drover.host;

import io.drover.hypervisor.Hypervisor;
import io.drover.model.Flavor;
import io.drover.network.VifPlugger;
import io.drover.storage.VolumeConnector;

/**
 * A host to work with.
 *
 * @param name its name, unique in the fleet
 * @param capacity what may be claimed of it
 * @param sharedStorage whether disks are on storage that the other hosts see too
 * @param hypervisor its hypervisor, which is closed with the Drover that it was given to
 * @param vifPlugger what plugs VIFs there
 * @param volumes what connects volumes there
 */
public record HostSpec(
    String name,
    Flavor capacity,
    boolean sharedStorage,
    Hypervisor hypervisor,
    VifPlugger vifPlugger,
    VolumeConnector volumes) {

  /** Whether disks are the host's own and are made before a guest is. */
  public boolean makesLocalDisks() {
    return !sharedStorage && volumes.makesLocalDisks();
  }
}
