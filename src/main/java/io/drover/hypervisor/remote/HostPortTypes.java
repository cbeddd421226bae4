package io.drover.hypervisor.remote;

import io.drover.hypervisor.Hypervisor;
import io.drover.network.VifPlugger;
import io.drover.storage.VolumeConnector;

/** The ports that every host has. */
record HostPortTypes(
    PortType<Hypervisor> hypervisor,
    PortType<VifPlugger> vifPlugger,
    PortType<VolumeConnector> volumeConnector) {

  HostPortTypes(Wire wire) {
    this(
        new PortType<>("hypervisor", Hypervisor.class, wire),
        new PortType<>("vifs", VifPlugger.class, wire),
        new PortType<>("volumes", VolumeConnector.class, wire));
  }
}
