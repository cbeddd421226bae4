package io.drover.testkit;

import io.drover.hypervisor.GuestState;
import io.drover.model.Flavor;
import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.VmState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * Compares what hosts hold with the guests that are there: claims, VIFs, volumes and migration
 * slots must be theirs, as many as they have, and nobody else's. An instance that is stopped has no
 * guest, but keeps its claim on its host.
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
    compareClaims(host, present);
    compare(host.name(), "VIF", truth.vifs(), present, InstanceSpec::vifs);
    compare(
        host.name(),
        "volume",
        truth.volumes(),
        present,
        spec -> truth.showsVolumes() && spec.flavor().diskBytes() > 0 ? 1 : 0);
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

  /** Claims belong to guests that are there, and to instances that have their place there. */
  private void compareClaims(HostView host, Set<InstanceId> present) {
    Set<InstanceId> allowed = new TreeSet<>(present);
    instances.values().stream()
        .filter(view -> view.vmState() != VmState.DELETED && view.host().equals(host.name()))
        .forEach(view -> allowed.add(view.id()));
    for (InstanceId id : host.claims()) {
      if (!allowed.contains(id)) {
        tooMuch(host.name(), "claim", id);
      }
    }
    for (InstanceId id : present) {
      if (!host.claims().contains(id)) {
        tooLittle(host.name(), "claim", id);
      }
    }
    if (instances.keySet().containsAll(host.claims())) {
      Flavor owed =
          host.claims().stream().map(id -> spec(id).flavor()).reduce(Flavor.NONE, Flavor::plus);
      if (!owed.equals(host.claimed())) {
        add(
            host.name(),
            "%s is claimed, where those who claim have %s"
                .formatted(words(host.claimed()), words(owed)));
      }
    }
  }

  /** VIFs and volumes belong to guests that are there. */
  private void compare(
      String host,
      String what,
      Map<InstanceId, Integer> there,
      Set<InstanceId> present,
      ToIntFunction<InstanceSpec> needs) {
    there.keySet().stream()
        .filter(id -> !present.contains(id))
        .forEach(id -> tooMuch(host, what, id));
    present.stream()
        .filter(instances::containsKey)
        .forEach(
            id -> {
              int needed = needs.applyAsInt(spec(id));
              int found = there.getOrDefault(id, 0);
              if (found == 0 && needed > 0) {
                tooLittle(host, what, id);
              } else if (found != needed) {
                add(host, "%d %ss of %s, which has %d".formatted(found, what, name(id), needed));
              }
            });
  }

  private void tooMuch(String host, String what, InstanceId id) {
    add(host, "a %s of %s, which is not there".formatted(what, name(id)));
  }

  private void tooLittle(String host, String what, InstanceId id) {
    add(host, "no %s of %s, which is there".formatted(what, name(id)));
  }

  private void add(String host, String what) {
    found.add(new Leak(host, what));
  }

  private InstanceSpec spec(InstanceId id) {
    return Objects.requireNonNull(instances.get(id)).spec();
  }

  private static String words(Flavor size) {
    return "%d processors, %d MiB of memory and %d MiB of disk"
        .formatted(size.vcpus(), size.memoryBytes() >> 20, size.diskBytes() >> 20);
  }

  private String name(InstanceId id) {
    InstanceView view = instances.get(id);
    return view == null ? id.value() : view.spec().name();
  }
}
