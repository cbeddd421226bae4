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
 * @param operation waits for such a call to the host, which is the first that it befalls
 * @param after how many such calls it lets pass before
 */
public record HostFault(
    @Nullable String id,
    String host,
    FaultKind kind,
    @Nullable MigrationPhase at,
    @Nullable Call operation,
    int after)
    implements Fault {

  /** Refuses what makes no sense together with an {@link IllegalArgumentException}. */
  public HostFault {
    kind.requireTarget(FaultKind.Target.HOST);
    if (after < 0 || (operation == null && after > 0) || (operation != null && at != null)) {
      throw new IllegalArgumentException(
          "a host fault waits for a phase, or for a call after so many others, or for nothing");
    }
  }

  /** A fault that waits for a phase, or, when that is null, for nothing. */
  public HostFault(@Nullable String id, String host, FaultKind kind, @Nullable MigrationPhase at) {
    this(id, host, kind, at, null, 0);
  }

  /** The same, but it strikes when such a call is made, after so many that pass. */
  public HostFault when(Call operation, int after) {
    return new HostFault(id, host, kind, at, operation, after);
  }

  /** A fault without a name that strikes at once. */
  public static HostFault of(String host, FaultKind kind) {
    return new HostFault(null, host, kind, null, null, 0);
  }

  @Override
  public boolean waitsFor(InstanceId migrating, String source, String destination) {
    return host.equals(source) || host.equals(destination);
  }
}
