package io.drover.hypervisor.simulated;

import io.drover.hypervisor.Hypervisor;
import io.drover.network.VifPlugger;
import io.drover.storage.VolumeConnector;

/**
 * The ports to one simulated host, as one orchestrator holds them.
 *
 * @param hypervisor its hypervisor
 * @param vifPlugger its network
 * @param volumeConnector its storage
 */
public record SimulatedConnection(
    Hypervisor hypervisor, VifPlugger vifPlugger, VolumeConnector volumeConnector) {}
