package io.drover.instance;

import io.drover.host.Sighting;
import io.drover.hypervisor.GuestState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.Refusal;
import io.drover.model.VmState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a guest that is there already, and that nobody has recorded, can be taken over as it is:
 * it has to be seen where it is said to be, in a state that tells what it is, and nowhere else.
 * Pure.
 *
 * @param rejection why it cannot, or null
 * @param event what is recorded of it, or null
 */
record Adoption(@Nullable Rejection rejection, InstanceEvent.@Nullable Adopted event) {

  /**
   * Decides.
   *
   * @param spec what it is said to have
   * @param host where it is said to be
   * @param seen what every host says of it
   */
  static Adoption of(
      InstanceId guest, InstanceSpec spec, String host, List<Sighting> seen, Instant now) {
    for (Sighting sighting : seen) {
      boolean named = sighting.host().equals(host);
      if (!named && sighting.state() != null && !sighting.state().over()) {
        return refused(
            Refusal.CONFLICT,
            "a guest %s is on %s, too; end one of the two first".formatted(guest, sighting.host()));
      }
    }
    return seen.stream()
        .filter(sighting -> sighting.host().equals(host))
        .findFirst()
        .map(sighting -> of(guest, spec, sighting, now))
        .orElseGet(() -> silent(guest, host, ""));
  }

  private static Adoption of(InstanceId guest, InstanceSpec spec, Sighting sighting, Instant now) {
    GuestState state = sighting.state();
    if (state == null || sighting.hostLost()) {
      return silent(guest, sighting.host(), sighting.why());
    } else if (state == GuestState.ABSENT) {
      return refused(
          Refusal.NOT_FOUND, "there is no guest %s on %s".formatted(guest, sighting.host()));
    }
    VmState found = OperationEnd.found(state);
    if (sighting.jobActive() || found == null || found == VmState.STOPPED) {
      return refused(
          Refusal.INVALID_STATE,
          "guest %s on %s is %s%s; it would have to be running, paused or suspended, and to stay"
              .formatted(
                  guest,
                  sighting.host(),
                  state.powerState().label(),
                  sighting.jobActive() ? " and on its way to another host" : ""));
    }
    return new Adoption(
        null, new InstanceEvent.Adopted(spec, sighting.host(), found, state.powerState(), now));
  }

  private static Adoption silent(InstanceId guest, String host, String why) {
    return refused(
        Refusal.HOST_DOWN,
        "host %s cannot be asked what guest %s is%s"
            .formatted(host, guest, why.isEmpty() ? "" : ": " + why));
  }

  private static Adoption refused(Refusal reason, String sentence) {
    return new Adoption(new Rejection(reason, sentence), null);
  }
}
