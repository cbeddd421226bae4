package io.drover.scenario;

import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.Hypervisor;
import io.drover.model.InstanceId;
import io.drover.network.Vif;
import io.drover.storage.Volume;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What libvirt hosts say when they are asked over connections of the scenario's own. Guests that
 * were there before the scenario are none of its business.
 */
final class LibvirtTruth implements Truth {
  private static final long PATIENCE_SECONDS = 10;

  private final Map<String, Hypervisor> hosts;

  private final Set<InstanceId> strangers = new HashSet<>();

  private final Function<String, CompletionStage<List<Vif>>> plugged;

  /**
   * Looks at the hosts: whatever is there now is not the scenario's.
   *
   * @param plugged asks a host which of the scenario's VIFs are plugged there
   */
  LibvirtTruth(
      Map<String, Hypervisor> hosts, Function<String, CompletionStage<List<Vif>>> plugged) {
    this.hosts = hosts;
    this.plugged = plugged;
    hosts.keySet().forEach(host -> strangers.addAll(guests(host).keySet()));
  }

  @Override
  public boolean answers(String host) {
    return list(host).isPresent();
  }

  @Override
  public SortedMap<InstanceId, GuestState> guests(String host) {
    return seen(host).orElseGet(TreeMap::new);
  }

  /** The scenario's guests on a host; empty: it does not answer. */
  private Optional<SortedMap<InstanceId, GuestState>> seen(String host) {
    return list(host)
        .map(
            all -> {
              SortedMap<InstanceId, GuestState> guests = new TreeMap<>();
              all.forEach(guest -> guests.put(guest.id(), guest.state()));
              guests.keySet().removeAll(strangers);
              return guests;
            });
  }

  private Optional<List<GuestEvidence>> list(String host) {
    Hypervisor hypervisor = hosts.get(host);
    if (hypervisor == null) {
      return Optional.empty();
    }
    List<GuestEvidence> guests = answer(hypervisor.list());
    return guests != null
        ? Optional.of(guests)
        : Optional.ofNullable(answer(hypervisor.connect()))
            .flatMap(facts -> Optional.ofNullable(answer(hypervisor.list())));
  }

  private static <T> @Nullable T answer(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** A host that does not answer may run another one. */
  @Override
  public OptionalInt runningCopies(InstanceId id) {
    int copies = 0;
    for (String host : hosts.keySet()) {
      Optional<SortedMap<InstanceId, GuestState>> guests = seen(host);
      if (guests.isEmpty()) {
        return OptionalInt.empty();
      }
      GuestState state = guests.get().get(id);
      copies += state == GuestState.RUNNING || state == GuestState.PAUSED ? 1 : 0;
    }
    return OptionalInt.of(copies);
  }

  @Override
  public SortedMap<InstanceId, List<Vif>> vifs(String host) {
    SortedMap<InstanceId, List<Vif>> vifs = new TreeMap<>();
    List<Vif> there = answer(plugged.apply(host));
    if (there != null) {
      there.forEach(vif -> vifs.computeIfAbsent(vif.instance(), id -> new ArrayList<>()).add(vif));
    }
    return vifs;
  }

  /** Images stay when they are not used, so nothing can be told from them. */
  @Override
  public boolean showsVolumes(String host) {
    return false;
  }

  @Override
  public SortedMap<InstanceId, List<Volume>> volumes(String host) {
    return Collections.emptySortedMap();
  }
}
