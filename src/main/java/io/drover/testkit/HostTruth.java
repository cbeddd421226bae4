package io.drover.testkit;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.simulated.FleetSnapshot;
import io.drover.model.InstanceId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is really on a host, asked past the orchestrator.
 *
 * @param reachable whether the host answers the orchestrator
 * @param guests the guests that are present, and what they are there
 * @param vifs how many VIFs of each instance are plugged
 * @param showsVolumes whether it can be seen here that a guest with a disk has its volume connected
 * @param volumes how many volumes of each instance are connected
 */
public record HostTruth(
    boolean reachable,
    SortedMap<InstanceId, GuestState> guests,
    SortedMap<InstanceId, Integer> vifs,
    boolean showsVolumes,
    SortedMap<InstanceId, Integer> volumes) {

  /** Copies the maps. */
  public HostTruth {
    guests = Collections.unmodifiableSortedMap(new TreeMap<>(guests));
    vifs = Collections.unmodifiableSortedMap(new TreeMap<>(vifs));
    volumes = Collections.unmodifiableSortedMap(new TreeMap<>(volumes));
  }

  /** What a simulated fleet kept as the truth of one of its hosts. */
  public static HostTruth of(FleetSnapshot.HostSnapshot host) {
    SortedMap<InstanceId, GuestState> states = new TreeMap<>();
    host.guests().forEach((id, guest) -> states.put(id, guest.state()));
    return new HostTruth(
        host.answers(), states, counts(host.vifs()), host.sharedStorage(), counts(host.volumes()));
  }

  private static SortedMap<InstanceId, Integer> counts(
      SortedMap<InstanceId, ? extends List<?>> of) {
    SortedMap<InstanceId, Integer> counts = new TreeMap<>();
    of.forEach((id, all) -> counts.put(id, all.size()));
    return counts;
  }

  /** How many VIFs are plugged. */
  public int vifCount() {
    return vifs.values().stream().mapToInt(Integer::intValue).sum();
  }
}
