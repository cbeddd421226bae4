package io.drover.hypervisor.simulated;

import io.drover.hypervisor.GuestState;
import io.drover.model.InstanceId;
import io.drover.network.Vif;
import io.drover.storage.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What is so on the simulated hosts, whatever faults keep an orchestrator from seeing it. For
 * checks only. Unknown hosts are refused with an {@link IllegalArgumentException}.
 */
public final class FleetTruth {
  private final FleetParts fleet;

  FleetTruth(FleetParts fleet) {
    this.fleet = fleet;
  }

  /** All of it at one moment. */
  public FleetSnapshot snapshot() {
    return fleet
        .monitor()
        .call(
            () -> {
              SortedMap<String, FleetSnapshot.HostSnapshot> hosts = new TreeMap<>();
              for (Host host : fleet.hosts().all()) {
                hosts.put(host.name(), FleetSnapshot.HostSnapshot.of(host, answers(host.name())));
              }
              return new FleetSnapshot(hosts, fleet.guests().copies());
            });
  }

  /** The names of all hosts, in ascending order. */
  public List<String> hosts() {
    return fleet.monitor().call(() -> fleet.hosts().all().stream().map(Host::name).toList());
  }

  /** Whether calls to the host are answered: it is neither down nor unreachable. */
  public boolean answers(String host) {
    return of(
        host,
        known ->
            !fleet.faults().afflicts(known.name(), FaultKind.DOWN)
                && !fleet.faults().afflicts(known.name(), FaultKind.UNREACHABLE));
  }

  /** Whether its guests' disks are volumes that have to be connected. */
  public boolean sharedStorage(String host) {
    return of(host, known -> known.spec().sharedStorage());
  }

  /** The guests on a host and what they are there, incoming and crashed ones included. */
  public SortedMap<InstanceId, GuestState> guests(String host) {
    return of(
        host,
        known -> {
          SortedMap<InstanceId, GuestState> states = new TreeMap<>();
          known.guests().forEach((id, guest) -> states.put(id, guest.state()));
          return states;
        });
  }

  /**
   * On how many hosts the guest's processors may run now: where it is booting, running, or paused
   * such that it can be resumed. An incoming copy does not count, nor one whose state was handed
   * over to another host.
   */
  public int runningCopies(InstanceId id) {
    return fleet.monitor().call(() -> fleet.guests().runningCopies(id));
  }

  /** The largest number of {@link #runningCopies} that there was at any moment so far. */
  public int mostRunningCopies(InstanceId id) {
    return fleet.monitor().call(() -> fleet.guests().mostRunningCopies(id));
  }

  /** The instances with VIFs on a host, and these VIFs. */
  public SortedMap<InstanceId, List<Vif>> vifs(String host) {
    return of(host, known -> known.vifs().snapshot());
  }

  /** The instances with volumes on a host, and these volumes. */
  public SortedMap<InstanceId, List<Volume>> volumes(String host) {
    return of(host, known -> known.volumes().snapshot());
  }

  /** The guests that are being transferred from a host, in the order in which that began. */
  public List<InstanceId> leaving(String host) {
    return of(
        host,
        known -> {
          List<InstanceId> leaving = new ArrayList<>();
          for (Transfer transfer : known.transfers()) {
            if (transfer.source().host() == known) {
              leaving.add(transfer.source().id());
            }
          }
          return leaving;
        });
  }

  /** How many calls of a kind a host has had so far, faults or not; {@link Call#ANY}: all. */
  public long calls(String host, Call call) {
    return of(host, known -> known.counted(call));
  }

  /** How many calls of a kind all hosts together have had so far. */
  public long calls(Call call) {
    return fleet
        .monitor()
        .call(() -> fleet.hosts().all().stream().mapToLong(host -> host.counted(call)).sum());
  }

  private <T> T of(String host, Function<Host, T> question) {
    return fleet.monitor().call(() -> question.apply(fleet.hosts().get(host)));
  }
}
