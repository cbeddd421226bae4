package io.drover.hypervisor.simulated;

import io.drover.model.InstanceId;
import org.jspecify.annotations.Nullable;

/**
 * A host that goes wrong.
 *
 * @param id the name by which it can be healed
 * @param host which host
 * @param kind down or unreachable
 * @param at waits for the first migration to or from the host in this phase
 */
public record HostFault(
    @Nullable String id, String host, FaultKind kind, @Nullable MigrationPhase at)
    implements Fault {

  /** Refuses other kinds of fault with an {@link IllegalArgumentException}. */
  public HostFault {
    kind.requireTarget(FaultKind.Target.HOST);
  }

  /** A fault without a name that strikes at once. */
  public static HostFault of(String host, FaultKind kind) {
    return new HostFault(null, host, kind, null);
  }

  @Override
  public boolean waitsFor(InstanceId migrating, String source, String destination) {
    return host.equals(source) || host.equals(destination);
  }
}
