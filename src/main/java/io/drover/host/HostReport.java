package io.drover.host;

import io.drover.hypervisor.GuestEvidence;
import io.drover.model.HostState;
import io.drover.model.InstanceId;
import java.util.List;

/** What a host's actor tells by itself, to the reference it was given. */
public sealed interface HostReport {

  /** Which host. */
  String host();

  /**
   * The host's state changed.
   *
   * @param guests when it came up: the evidence of every guest there
   */
  record StateChanged(String host, HostState state, List<GuestEvidence> guests)
      implements HostReport {
    /** Copies the list. */
    public StateChanged {
      guests = List.copyOf(guests);
    }
  }

  /** Something happened to a guest there: worth a look, no more. */
  record GuestHint(String host, InstanceId instance) implements HostReport {}
}
