package io.drover.hypervisor.simulated;

import io.drover.model.InstanceId;
import org.jspecify.annotations.Nullable;

/**
 * A guest that goes wrong, on whichever host it is.
 *
 * @param id the name by which it can be healed
 * @param instance whose guest
 * @param kind guest-crash, which strikes once, or guest-stuck
 * @param at waits for the first migration of the instance in this phase
 */
public record GuestFault(
    @Nullable String id, InstanceId instance, FaultKind kind, @Nullable MigrationPhase at)
    implements Fault {

  /** Refuses other kinds of fault with an {@link IllegalArgumentException}. */
  public GuestFault {
    kind.requireTarget(FaultKind.Target.GUEST);
  }

  /** A fault without a name that strikes at once. */
  public static GuestFault of(InstanceId instance, FaultKind kind) {
    return new GuestFault(null, instance, kind, null);
  }

  @Override
  public boolean waitsFor(InstanceId migrating, String source, String destination) {
    return instance.equals(migrating);
  }
}
