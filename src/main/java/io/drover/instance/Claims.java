package io.drover.instance;

import io.drover.host.HostActor;
import io.drover.host.Hosts;
import io.drover.host.LedgerEntry;
import io.drover.migration.MigrationRecord;
import io.drover.migration.Step;
import java.util.List;

/**
 * The instance is the truth about where it is; the ledgers of hosts follow. A host that started
 * anew is told again what is claimed of it.
 */
final class Claims {

  private Claims() {}

  /** Writes every claim that the instance holds on this host. */
  static void again(InstanceState state, String host, Hosts hosts) {
    if (state.host().equals(host)) {
      state.claim().ifPresent(claim -> reclaim(claim, host, hosts));
    }
    state
        .activeMigration()
        .filter(migration -> migration.destination().equals(host))
        .filter(migration -> migration.outcome() == null)
        .filter(migration -> migration.begun().contains(Step.CLAIM))
        .map(migration -> attempt(state, migration))
        .ifPresent(claim -> reclaim(claim, host, hosts));
  }

  private static void reclaim(LedgerEntry claim, String host, Hosts hosts) {
    hosts.find(host).ifPresent(there -> there.tell(new HostActor.Reclaim(List.of(claim))));
  }

  private static LedgerEntry attempt(InstanceState state, MigrationRecord migration) {
    return new LedgerEntry(state.id(), migration.generation(), state.spec().flavor());
  }
}
