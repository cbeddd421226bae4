package io.drover.instance;

import io.drover.model.InstanceId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The instances that the registry knows, in the order in which they were registered, and their
 * names. A name is free again when its instance is deleted, and the last one that had it is found
 * by it.
 */
final class Roster {
  private final Map<InstanceId, IndexEntry> entries = new LinkedHashMap<>();
  private final Map<InstanceId, @Nullable InstanceId> namesakes = new HashMap<>();
  private final Map<String, InstanceId> latest = new HashMap<>();
  private final Map<String, InstanceId> byKey = new HashMap<>();
  private final Set<InstanceId> deleted = new HashSet<>();

  void add(IndexEntry entry) {
    entries.put(entry.id(), entry);
    namesakes.put(entry.id(), latest.put(entry.spec().name(), entry.id()));
    if (entry.key() != null) {
      byKey.put(entry.key(), entry.id());
    }
    if (entry.deleted()) {
      deleted.add(entry.id());
    }
  }

  /** Puts this in the place of what was known of the instance. */
  void replace(IndexEntry entry) {
    entries.replace(entry.id(), entry);
    if (entry.deleted()) {
      deleted.add(entry.id());
    }
  }

  /** As if it had never been: its name is again whose it was before. */
  boolean forget(InstanceId id) {
    IndexEntry entry = entries.remove(id);
    deleted.remove(id);
    if (entry == null) {
      return false;
    }
    if (entry.key() != null) {
      byKey.remove(entry.key(), id);
    }
    InstanceId before = namesakes.remove(id);
    String name = entry.spec().name();
    if (latest.remove(name, id)) {
      if (before != null && entries.containsKey(before)) {
        latest.put(name, before);
      }
    } else {
      namesakes.replaceAll((other, namesake) -> id.equals(namesake) ? before : namesake);
    }
    return true;
  }

  void deleted(InstanceId id) {
    deleted.add(id);
  }

  Optional<IndexEntry> find(InstanceId id) {
    return Optional.ofNullable(entries.get(id));
  }

  Optional<IndexEntry> find(String name) {
    return Optional.ofNullable(latest.get(name)).flatMap(this::find);
  }

  /** The one that was asked for under this key. */
  Optional<IndexEntry> byKey(@Nullable String key) {
    return key == null ? Optional.empty() : Optional.ofNullable(byKey.get(key)).flatMap(this::find);
  }

  /** Whether an instance with this name is there that was not deleted. */
  boolean taken(String name) {
    InstanceId same = latest.get(name);
    return same != null && !deleted.contains(same);
  }

  Collection<IndexEntry> all() {
    return Collections.unmodifiableCollection(entries.values());
  }
}
