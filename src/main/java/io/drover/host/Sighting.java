package io.drover.host;

import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.model.InstanceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a look at a guest on one host: evidence, or why there is none.
 *
 * @param host which host was asked
 * @param evidence what it said; null when it could not be asked
 * @param hostDown whether the host is known to be off, or said to be, which makes the absence of
 *     the guest evidence
 * @param hostFenced whether that is an operator's word and no more: a guest there may turn out to
 *     be there after all, and is then to be ended
 * @param hostLost whether the host cannot be worked with at all at present
 * @param why why there is no evidence; empty when there is
 */
public record Sighting(
    String host,
    @Nullable GuestEvidence evidence,
    boolean hostDown,
    boolean hostFenced,
    boolean hostLost,
    String why) {

  /** What the host said. */
  public static Sighting of(String host, GuestEvidence evidence) {
    return new Sighting(host, evidence, false, false, false, "");
  }

  /** The host gave no answer to this question. */
  public static Sighting none(String host, String why) {
    return new Sighting(host, null, false, false, false, why);
  }

  /** The host cannot be asked anything at present. */
  public static Sighting hostLost(String host, String why) {
    return new Sighting(host, null, false, false, true, why);
  }

  /** The host is off: the guest does not run there. */
  public static Sighting hostDown(String host, InstanceId instance, Instant now) {
    return new Sighting(host, GuestEvidence.absent(instance, now), true, false, true, "");
  }

  /** The host is fenced: by that word the guest does not run there. */
  public static Sighting hostFenced(String host, InstanceId instance, Instant now, String why) {
    return new Sighting(host, GuestEvidence.absent(instance, now), true, true, true, why);
  }

  /** What the guest is on that host; null when the host could not be asked. */
  public @Nullable GuestState state() {
    return evidence == null ? null : evidence.state();
  }

  /** Whether the host says that a migration job of the guest is under way there. */
  public boolean jobActive() {
    return evidence != null && evidence.jobActive();
  }
}
