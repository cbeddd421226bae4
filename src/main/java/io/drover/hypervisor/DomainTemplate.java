package io.drover.hypervisor;

import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.network.Vif;
import io.drover.storage.Volume;
import java.util.List;

/**
 * What a hypervisor needs to create a guest.
 *
 * @param id the instance; the guest carries it on the host
 * @param spec name, size and workload
 * @param vifs its network interfaces, plugged before
 * @param volumes its volumes, connected before
 */
public record DomainTemplate(
    InstanceId id, InstanceSpec spec, List<Vif> vifs, List<Volume> volumes) {

  /** Copies the lists. */
  public DomainTemplate {
    vifs = List.copyOf(vifs);
    volumes = List.copyOf(volumes);
  }
}
