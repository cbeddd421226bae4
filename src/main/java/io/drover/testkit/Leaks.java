package io.drover.testkit;

import io.drover.hypervisor.GuestState;
import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.VmState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares what hosts hold with the guests that are there: claims, VIFs, volumes and migration
 * slots must be theirs and nobody else's. An instance that is stopped has no guest, but keeps its
 * place on its host.
 */
public final class Leaks {

  private final Map<InstanceId, InstanceView> instances = new TreeMap<>();
  private final List<Leak> found = new ArrayList<>();

  /** Something that a host holds too much or too little of; {@code what}: a sentence. */
  record Leak(String host, String what) {
    @Override
    public String toString() {
      return host + ": " + what;
    }
  }

  private Leaks(Collection<InstanceView> views) {
    views.forEach(view -> instances.put(view.id(), view));
  }

  /**
   * Everything that is there and should not be, or should be and is not, and what is not finished,
   * a sentence each.
   *
   * @param instances every instance that was ever booted
   * @param hosts as the orchestrator sees them
   * @param truth as they are, by name
   */
  public static List<String> find(
      Collection<InstanceView> instances,
      Collection<HostView> hosts,
      Map<String, HostTruth> truth) {
    List<String> all = new ArrayList<>();
    held(instances, hosts, truth).forEach(leak -> all.add(leak.toString()));
    for (InstanceView view : instances) {
      Unfinished.finallyOf(view)
          .ifPresent(why -> all.add(view.spec().name() + " is pending: " + why));
    }
    return List.copyOf(all);
  }

  /** What hosts hold too much or too little of. */
  static List<Leak> held(
      Collection<InstanceView> instances,
      Collection<HostView> hosts,
      Map<String, HostTruth> truth) {
    Leaks leaks = new Leaks(instances);
    for (HostView host : hosts) {
      HostTruth there = truth.get(host.name());
      if (there != null && there.reachable()) {
        leaks.look(host, there);
      }
    }
    return List.copyOf(leaks.found);
  }

  private void look(HostView host, HostTruth truth) {
    Set<InstanceId> present = new TreeSet<>();
    truth
        .guests()
        .forEach(
            (id, state) -> {
              if (!state.over()) {
                present.add(id);
                placed(host.name(), id, state);
              }
            });
    Set<InstanceId> allowed = new TreeSet<>(present);
    instances.values().stream()
        .filter(view -> view.vmState() != VmState.DELETED && view.host().equals(host.name()))
        .forEach(view -> allowed.add(view.id()));
    compare(host.name(), "claim", host.claims(), allowed, present);
    compare(host.name(), "VIF", truth.vifs().keySet(), allowed, withVifs(present));
    compare(host.name(), "volume", truth.volumes().keySet(), allowed, Set.of());
    if (host.slotsOut() + host.slotsIn() > 0) {
      add(
          host.name(),
          "migration slots are held (out: %d, in: %d)".formatted(host.slotsOut(), host.slotsIn()));
    }
  }

  private void placed(String host, InstanceId id, GuestState state) {
    InstanceView view = instances.get(id);
    if (view == null || view.vmState() == VmState.DELETED) {
      add(host, "a guest of %s, which should not be there".formatted(name(id)));
    } else if (!view.host().equals(host)) {
      add(
          host,
          "a guest of %s (%s), which is recorded on %s"
              .formatted(name(id), state.powerState().label(), view.host()));
    }
  }

  private void compare(
      String host,
      String what,
      Collection<InstanceId> there,
      Set<InstanceId> allowed,
      Set<InstanceId> needed) {
    for (InstanceId id : there) {
      if (!allowed.contains(id)) {
        add(host, "a %s of %s, which is not there".formatted(what, name(id)));
      }
    }
    for (InstanceId id : needed) {
      if (!there.contains(id)) {
        add(host, "no %s of %s, which is there".formatted(what, name(id)));
      }
    }
  }

  private Set<InstanceId> withVifs(Set<InstanceId> present) {
    Set<InstanceId> with = new TreeSet<>(present);
    with.removeIf(id -> instances.get(id) == null || instances.get(id).spec().vifs() == 0);
    return with;
  }

  private void add(String host, String what) {
    found.add(new Leak(host, what));
  }

  private String name(InstanceId id) {
    InstanceView view = instances.get(id);
    return view == null ? id.value() : view.spec().name();
  }
}
