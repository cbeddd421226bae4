package io.drover.host;

import io.drover.host.HostActor.Claim;
import io.drover.host.HostActor.Claimed;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import java.util.List;
import java.util.Optional;

/** What is claimed of a host at present. Used by the host's actor alone, in its thread. */
final class HostClaims {
  private final String host;
  private Ledger ledger;

  HostClaims(String host, Flavor capacity) {
    this.host = host;
    this.ledger = Ledger.empty(capacity);
  }

  /** Why an instance of this size does not fit; empty when it does. */
  String shortage(InstanceId instance, Flavor size) {
    return ledger.fits(instance, size) ? "" : ledger.shortage(host, size);
  }

  Claimed claim(Claim claim) {
    Optional<Ledger> claimed = ledger.claim(claim.entry());
    claimed.ifPresent(next -> ledger = next);
    return new Claimed(
        host, claimed.isPresent() ? "" : ledger.shortage(host, claim.entry().size()));
  }

  void record(List<LedgerEntry> entries) {
    ledger = ledger.record(entries);
  }

  void release(InstanceId instance, long generation) {
    ledger = ledger.release(instance, generation);
  }

  boolean has(InstanceId instance) {
    return ledger.has(instance);
  }

  /** For whom something is claimed, in ascending order. */
  List<InstanceId> instances() {
    return ledger.entries().stream().map(LedgerEntry::instance).toList();
  }

  /** What is claimed in all. */
  Flavor claimed() {
    return ledger.claimed();
  }
}
