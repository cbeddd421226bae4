package io.drover.hypervisor;

import io.drover.model.InstanceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a host said of a guest when it was asked.
 *
 * @param id the guest
 * @param state what it is
 * @param reason the hypervisor's word for why it is so, for people; may be empty
 * @param jobActive whether a migration job of the guest is under way on this host
 * @param incarnation which start of the guest this is; null when it is absent
 * @param seenAt when the host was asked
 */
public record GuestEvidence(
    InstanceId id,
    GuestState state,
    String reason,
    boolean jobActive,
    @Nullable Incarnation incarnation,
    Instant seenAt) {

  /** The evidence of a guest that is not there. */
  public static GuestEvidence absent(InstanceId id, Instant seenAt) {
    return new GuestEvidence(id, GuestState.ABSENT, "", false, null, seenAt);
  }
}
