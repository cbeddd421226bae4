package io.drover.fleet;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.drover.hypervisor.remote.PortType;
import io.drover.hypervisor.remote.Wire;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.Fault;
import io.drover.hypervisor.simulated.GuestFault;
import io.drover.hypervisor.simulated.HostFault;
import io.drover.hypervisor.simulated.PartitionFault;

/** What the two ends of a fleet's control have to agree about. */
final class FleetWire {
  /** Asked for in place of a host; no host is called so. */
  static final String TARGET = "the fleet's control";

  static final Wire WIRE =
      new Wire(new SimpleModule("fleet").setMixInAnnotation(Fault.class, TypedFault.class));

  static final PortType<FleetControl> CONTROL = new PortType<>("control", FleetControl.class, WIRE);

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = CallFault.class, name = "call"),
    @JsonSubTypes.Type(value = GuestFault.class, name = "guest"),
    @JsonSubTypes.Type(value = HostFault.class, name = "host"),
    @JsonSubTypes.Type(value = PartitionFault.class, name = "partition")
  })
  private interface TypedFault {}

  private FleetWire() {}
}
