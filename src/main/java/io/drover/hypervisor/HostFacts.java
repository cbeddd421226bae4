package io.drover.hypervisor;

import java.util.List;

/**
 * What a hypervisor says of itself when it is connected.
 *
 * @param type the hypervisor, for example {@code QEMU}; hosts of different types do not exchange
 *     guests
 * @param version its version as one comparable number; a guest does not move to an older one
 * @param cpuModel the processor as guests see it; compared by the hypervisor
 * @param machineTypes the machine types that it can run; empty: not known
 * @param peerAddress how another host reaches this one to send it a guest
 */
public record HostFacts(
    String type, long version, String cpuModel, List<String> machineTypes, String peerAddress) {

  /** Copies the list. */
  public HostFacts {
    machineTypes = List.copyOf(machineTypes);
  }
}
