package io.drover.hypervisor.simulated;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.MigrateCall;
import org.apache.pekko.Done;

/** The checks that the two hosts make before a guest begins to move. */
final class Departures {
  private final Hosts hosts;
  private final FaultPlan faults;
  private final Transfers transfers;

  Departures(Hosts hosts, FaultPlan faults, Transfers transfers) {
    this.hosts = hosts;
    this.faults = faults;
    this.transfers = transfers;
  }

  /** Begins the transfer, or fails: what the destination has room for is not checked. */
  void depart(Host source, MigrateCall call, Reply<Done> reply) {
    Guest guest = GuestOperations.settled(source, call.id());
    if (call.resume()) {
      transfers.resume(guest, reach(source, call.peerAddress()), call, reply);
      return;
    }
    GuestOperations.require(guest, GuestState.RUNNING, GuestState.PAUSED);
    Host destination = reach(source, call.peerAddress());
    GuestOperations.requireRoom(destination, call.id());
    requireStorage(guest, destination, call.blockMigration());
    transfers.begin(guest, destination, call, reply);
  }

  private Host reach(Host source, String peerAddress) {
    String name = Host.nameAt(peerAddress);
    if (name.equals(source.name())) {
      throw new HypervisorException(Kind.NOT_SUPPORTED, "a guest is not migrated to its own host");
    }
    return hosts
        .find(name)
        .filter(peer -> !faults.afflicts(name, FaultKind.DOWN))
        .filter(peer -> !faults.parts(source.name(), name))
        .orElseThrow(
            () ->
                new HypervisorException(
                    Kind.FAILED, "%s cannot reach %s".formatted(source.name(), peerAddress)));
  }

  private static void requireStorage(Guest guest, Host destination, boolean copiesDisks) {
    boolean shared = guest.host().spec().sharedStorage() && destination.spec().sharedStorage();
    if (!shared && !copiesDisks && guest.template().spec().flavor().diskBytes() > 0) {
      throw new HypervisorException(
          Kind.NOT_SUPPORTED,
          "%s and %s share no storage for the disk of %s"
              .formatted(guest.host().name(), destination.name(), guest.id()));
    }
  }
}
