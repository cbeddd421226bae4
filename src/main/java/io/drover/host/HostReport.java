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

  /** What is told of one guest. */
  sealed interface OfGuest extends HostReport {
    /** Which guest. */
    InstanceId instance();
  }

  /**
   * What a guest was when all guests were asked for, or that it was not there though something is
   * claimed for it. Told now and then, because what happens while a host is silent, however
   * shortly, is told by no event.
   */
  record GuestSeen(String host, GuestEvidence guest) implements OfGuest {
    @Override
    public InstanceId instance() {
      return guest.id();
    }
  }

  /** Something happened to a guest there: worth a look, no more. */
  record GuestHint(String host, InstanceId instance) implements OfGuest {}
}
