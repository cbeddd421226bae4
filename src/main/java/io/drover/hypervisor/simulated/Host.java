package io.drover.hypervisor.simulated;

import io.drover.hypervisor.HostFacts;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.Incarnation;
import io.drover.model.InstanceId;
import io.drover.network.Vif;
import io.drover.storage.Volume;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one simulated host has and does at the moment. */
final class Host {
  private static final String PEER_SCHEME = "simulated://";

  private final SimulatedHostSpec spec;
  private final SortedMap<InstanceId, Guest> guests = new TreeMap<>();
  private final Attachments<Vif> vifs = new Attachments<>();
  private final Attachments<Volume> volumes = new Attachments<>();
  private final Set<Transfer> transfers = new LinkedHashSet<>();
  private final Set<PendingCall<?>> calls = new LinkedHashSet<>();
  private final Set<Hints> listeners = new LinkedHashSet<>();
  private final Map<Call, Long> counts = new EnumMap<>(Call.class);
  private long lastDomainId;
  private int powerLosses;

  Host(SimulatedHostSpec spec) {
    this.spec = spec;
  }

  /** The name of the host that peers reach at this address. */
  static String nameAt(String peerAddress) {
    return peerAddress.startsWith(PEER_SCHEME)
        ? peerAddress.substring(PEER_SCHEME.length())
        : peerAddress;
  }

  String name() {
    return spec.name();
  }

  SimulatedHostSpec spec() {
    return spec;
  }

  HostFacts facts() {
    return new HostFacts(
        "simulated", 1, "simulated-cpu", List.of("virtual"), PEER_SCHEME + spec.name());
  }

  /** Its guests by id; changed by {@link Guests} only. */
  SortedMap<InstanceId, Guest> guests() {
    return guests;
  }

  /** The guest, or a failure as {@code NOT_FOUND}. */
  Guest guest(InstanceId id) {
    @Nullable Guest guest = guests.get(id);
    if (guest == null) {
      throw new HypervisorException(
          Kind.NOT_FOUND, "%s has no guest %s".formatted(spec.name(), id));
    }
    return guest;
  }

  /** The number and the start of a new guest. */
  Incarnation nextIncarnation(Instant now) {
    lastDomainId++;
    return new Incarnation(lastDomainId, now);
  }

  Attachments<Vif> vifs() {
    return vifs;
  }

  Attachments<Volume> volumes() {
    return volumes;
  }

  /** The transfers to and from it, in the order in which they began. */
  Set<Transfer> transfers() {
    return transfers;
  }

  /** The calls whose answer was not delivered yet. */
  Set<PendingCall<?>> calls() {
    return calls;
  }

  /** Who wants to hear of events. */
  Set<Hints> listeners() {
    return listeners;
  }

  /** How often it was switched off. */
  int powerLosses() {
    return powerLosses;
  }

  /** It was switched off: what it held for instances is gone. Its guests end one by one. */
  void losePower() {
    powerLosses++;
    vifs.clear();
    volumes.clear();
  }

  void count(Call call) {
    counts.merge(call, 1L, Long::sum);
    counts.merge(Call.ANY, 1L, Long::sum);
  }

  long counted(Call call) {
    return counts.getOrDefault(call, 0L);
  }

  /** The share of its link that each of its transfers has. */
  long bandwidthEach() {
    return Math.max(1, spec.bandwidth() / Math.max(1, transfers.size()));
  }
}
