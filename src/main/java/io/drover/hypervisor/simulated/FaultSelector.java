package io.drover.hypervisor.simulated;

import io.drover.model.InstanceId;
import org.jspecify.annotations.Nullable;

/**
 * Which faults to heal: those that were declared with every selector that is given here. What is
 * null is not given; {@link #ALL} gives none.
 *
 * @param id the name of the fault
 * @param kind its kind
 * @param operation the operation that it befalls
 * @param host the host that it befalls
 * @param instance the instance that it befalls
 * @param between the two hosts that it parts
 */
public record FaultSelector(
    @Nullable String id,
    @Nullable FaultKind kind,
    @Nullable Call operation,
    @Nullable String host,
    @Nullable InstanceId instance,
    @Nullable HostPair between) {

  /** All faults. */
  public static final FaultSelector ALL = new FaultSelector(null, null, null, null, null, null);

  /** The fault of this name. */
  public static FaultSelector named(String id) {
    return new FaultSelector(id, null, null, null, null, null);
  }

  /** The faults of this host, its own and those of calls to it. */
  public static FaultSelector of(String host) {
    return new FaultSelector(null, null, null, host, null, null);
  }

  /** The faults of this instance, its own and those of calls about it. */
  public static FaultSelector of(InstanceId instance) {
    return new FaultSelector(null, null, null, null, instance, null);
  }

  boolean selects(Fault fault) {
    return (id == null || id.equals(fault.id()))
        && (kind == null || kind == fault.kind())
        && (operation == null || operation == fault.operation())
        && (host == null || host.equals(fault.host()))
        && (instance == null || instance.equals(fault.instance()))
        && (between == null || between.equals(fault.between()));
  }
}
