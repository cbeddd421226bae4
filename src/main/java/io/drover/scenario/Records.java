package io.drover.scenario;

import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.VmState;
import io.drover.runtime.Ids;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of a scenario's instances, as far as it was told, and which identity is behind
 * which name. Outlives the orchestrator, as its journal does. For one thread.
 */
final class Records {

  private final Ids ids;
  private final Map<InstanceId, InstanceView> views = new LinkedHashMap<>();
  private final Map<InstanceId, String> names = new LinkedHashMap<>();
  private final Map<String, InstanceId> latest = new TreeMap<>();
  private final Map<String, InstanceId> upcoming = new TreeMap<>();

  /** Nothing yet; new identities come from {@code ids}. */
  Records(Ids ids) {
    this.ids = ids;
  }

  /** Something was recorded of an instance. */
  void take(InstanceView view) {
    String name = view.spec().name();
    if (views.put(view.id(), view) == null) {
      names.put(view.id(), name);
      latest.put(name, view.id());
      upcoming.remove(name, view.id());
    }
  }

  /** The identity that the next boot of this name has. */
  InstanceId upcoming(String name) {
    return upcoming.computeIfAbsent(
        name,
        ignored -> {
          InstanceId id = new InstanceId(ids.next());
          names.put(id, name);
          return id;
        });
  }

  /** The identity that is meant by this name now: of the latest instance, or of the next one. */
  InstanceId meant(String name) {
    return instance(name)
        .filter(view -> view.vmState() != VmState.DELETED)
        .map(InstanceView::id)
        .orElseGet(() -> upcoming(name));
  }

  /** The identity of the latest instance of this name; null when none was ever booted. */
  @Nullable InstanceId latest(String name) {
    return latest.get(name);
  }

  /** The latest instance of this name. */
  Optional<InstanceView> instance(String name) {
    return Optional.ofNullable(latest.get(name)).map(views::get);
  }

  /** The instance of this identity. */
  Optional<InstanceView> instance(InstanceId id) {
    return Optional.ofNullable(views.get(id));
  }

  /** Every instance that was ever booted, in the order in which that was. */
  Collection<InstanceView> all() {
    return List.copyOf(views.values());
  }

  /** The latest instance of each name, in ascending order of name. */
  List<InstanceView> latest() {
    return latest.values().stream().flatMap(id -> instance(id).stream()).toList();
  }

  /** The identities that this name has or had. */
  List<InstanceId> identities(String name) {
    return names.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The name behind an identity; an unknown one stands for itself. */
  String nameOf(InstanceId id) {
    return names.getOrDefault(id, id.value());
  }
}
