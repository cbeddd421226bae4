package io.drover.hypervisor.simulated;

import io.drover.model.InstanceId;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong in the fleet, from the moment it is injected (or, tied to a phase, from
 * the first migration in that phase) until it is healed or spent. What a kind of fault does not
 * have is null.
 */
public sealed interface Fault permits CallFault, GuestFault, HostFault, PartitionFault {

  /** The name by which it can be healed. */
  @Nullable String id();

  /** What goes wrong. */
  FaultKind kind();

  /** The phase of a migration that it waits for. */
  @Nullable MigrationPhase at();

  /** The operation that it befalls. */
  default @Nullable Call operation() {
    return null;
  }

  /** The host that it befalls. */
  default @Nullable String host() {
    return null;
  }

  /** The instance that it befalls. */
  default @Nullable InstanceId instance() {
    return null;
  }

  /** The two hosts that it befalls. */
  default @Nullable HostPair between() {
    return null;
  }

  /**
   * Whether it strikes by itself, rather than when a call is made, once a migration of this
   * instance between these hosts is in the phase that it waits for.
   */
  default boolean waitsFor(InstanceId migrating, String source, String destination) {
    return false;
  }
}
