package io.drover.hypervisor.simulated;

import io.drover.model.InstanceId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a host holds for instances, guest or no guest: its plugged VIFs, or connected volumes. */
final class Attachments<T> {
  private final Map<InstanceId, Set<T>> attached = new TreeMap<>();

  /** Adds items; those that are there stay. */
  void attach(InstanceId instance, Collection<T> items) {
    if (!items.isEmpty()) {
      attached.computeIfAbsent(instance, id -> new LinkedHashSet<>()).addAll(items);
    }
  }

  /** Takes items away; those that are not there are gone already. */
  void detach(InstanceId instance, Collection<T> items) {
    attached.computeIfPresent(
        instance,
        (id, present) -> {
          items.forEach(present::remove);
          return present.isEmpty() ? null : present;
        });
  }

  void clear() {
    attached.clear();
  }

  /** What is held, by instance; instances without any are left out. */
  SortedMap<InstanceId, List<T>> snapshot() {
    SortedMap<InstanceId, List<T>> copy = new TreeMap<>();
    attached.forEach((id, items) -> copy.put(id, List.copyOf(items)));
    return copy;
  }
}
