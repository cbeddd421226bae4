package io.drover.instance;

import io.drover.host.HostReport;
import io.drover.hypervisor.GuestEvidence;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;

/**
 * Guests that hosts show and nobody has recorded: what they hold is in no ledger. Each is said
 * once, until it is gone or adopted. Used by the registry's actor in its thread.
 */
final class Strangers {
  private final Roster roster;
  private final Logger log;
  private final Set<Stranger> told = new HashSet<>();

  private record Stranger(String host, String guest) {}

  Strangers(Roster roster, Logger log) {
    this.roster = roster;
    this.log = log;
  }

  /** A host told what is there. */
  void onReport(HostReport report) {
    if (report instanceof HostReport.StateChanged changed) {
      changed.guests().forEach(guest -> seen(changed.host(), guest));
    } else if (report instanceof HostReport.GuestSeen seen) {
      seen(seen.host(), seen.guest());
    }
  }

  private void seen(String host, GuestEvidence guest) {
    Stranger stranger = new Stranger(host, guest.id().value());
    if (guest.state().over() || roster.find(guest.id()).isPresent()) {
      told.remove(stranger);
    } else if (told.add(stranger)) {
      log.warn(
          "host {}: guest {} is {} there and nobody has recorded it; what it holds is not counted"
              + " until it is adopted",
          host,
          guest.id(),
          guest.state().powerState().label());
    }
  }
}
