package io.drover.hypervisor.simulated;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.Incarnation;
import io.drover.model.InstanceId;
import io.drover.network.Vif;
import io.drover.storage.Volume;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was so on the simulated hosts at one moment.
 *
 * @param hosts each host by name
 * @param copies how often each guest that ever was may run
 */
public record FleetSnapshot(
    SortedMap<String, HostSnapshot> hosts, SortedMap<InstanceId, Copies> copies) {

  /** One of the hosts; refuses an unknown one with an {@link IllegalArgumentException}. */
  public HostSnapshot host(String name) {
    HostSnapshot host = hosts.get(name);
    if (host == null) {
      throw new IllegalArgumentException("unknown host: " + name);
    }
    return host;
  }

  /** The copies of a guest; none of one that never was. */
  public Copies copies(InstanceId id) {
    return copies.getOrDefault(id, Copies.NONE);
  }

  /**
   * A host.
   *
   * @param answers whether it is neither down nor unreachable
   * @param sharedStorage whether its guests' disks are volumes that have to be connected
   * @param guests the guests that are there, incoming and crashed ones included
   * @param vifs the VIFs that are plugged, by instance
   * @param volumes the volumes that are connected, by instance
   */
  public record HostSnapshot(
      boolean answers,
      boolean sharedStorage,
      SortedMap<InstanceId, GuestSnapshot> guests,
      SortedMap<InstanceId, List<Vif>> vifs,
      SortedMap<InstanceId, List<Volume>> volumes) {

    /** A guest, if it is there. */
    public Optional<GuestSnapshot> guest(InstanceId id) {
      return Optional.ofNullable(guests.get(id));
    }

    static HostSnapshot of(Host host, boolean answers) {
      SortedMap<InstanceId, GuestSnapshot> guests = new TreeMap<>();
      host.guests()
          .forEach(
              (id, guest) ->
                  guests.put(
                      id,
                      new GuestSnapshot(
                          guest.state(),
                          guest.incarnation(),
                          guest.starts(),
                          guest.transfer() != null)));
      return new HostSnapshot(
          answers,
          host.spec().sharedStorage(),
          guests,
          host.vifs().snapshot(),
          host.volumes().snapshot());
    }
  }

  /**
   * A guest on a host.
   *
   * @param starts how often it was started, restored or reset since it came to this host
   * @param moving whether it is an end of a migration that is under way
   */
  public record GuestSnapshot(
      GuestState state, Incarnation incarnation, int starts, boolean moving) {}

  /**
   * The copies of a guest whose processors may run.
   *
   * @param running how many there are
   * @param most how many there were at most, at any moment so far
   */
  public record Copies(int running, int most) {
    private static final Copies NONE = new Copies(0, 0);
  }
}
