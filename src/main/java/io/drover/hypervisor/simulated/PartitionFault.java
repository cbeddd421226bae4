package io.drover.hypervisor.simulated;

import io.drover.model.InstanceId;
import org.jspecify.annotations.Nullable;

/**
 * Two hosts that cannot reach each other, though everybody else reaches both.
 *
 * @param id the name by which it can be healed
 * @param between the two
 * @param at waits for the first migration between them in this phase
 */
public record PartitionFault(@Nullable String id, HostPair between, @Nullable MigrationPhase at)
    implements Fault {

  /** A fault without a name that strikes at once. */
  public static PartitionFault of(String one, String other) {
    return new PartitionFault(null, new HostPair(one, other), null);
  }

  @Override
  public FaultKind kind() {
    return FaultKind.PARTITION;
  }

  @Override
  public boolean waitsFor(InstanceId migrating, String source, String destination) {
    return between.joins(source, destination);
  }
}
