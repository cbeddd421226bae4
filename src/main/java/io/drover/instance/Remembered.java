package io.drover.instance;

import io.drover.model.InstanceId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The instances that the index knows, in the order in which they were registered. It changes with
 * each event, so that one costs the same however many instances there are. It does so before the
 * event is known to be stored; its actor begins with another one whenever that fails.
 */
final class Remembered {
  /** What every reading of the journal begins with; never changed. */
  static final Remembered NOTHING = new Remembered(Map.of());

  private final Map<InstanceId, IndexEntry> entries;

  private Remembered(Map<InstanceId, IndexEntry> entries) {
    this.entries = entries;
  }

  /** With these, in this order. */
  static Remembered of(Collection<IndexEntry> entries) {
    Map<InstanceId, IndexEntry> all = new LinkedHashMap<>();
    entries.forEach(entry -> all.put(entry.id(), entry));
    return new Remembered(all);
  }

  /** This event was stored; one that is stored again changes nothing. */
  Remembered apply(RegistryEvent event) {
    return this == NOTHING ? of(List.of()).with(event) : with(event);
  }

  private Remembered with(RegistryEvent event) {
    IndexEntry after = after(entries.get(event.id()), event);
    if (after == null) {
      entries.remove(event.id());
    } else {
      entries.put(event.id(), after);
    }
    return this;
  }

  private static @Nullable IndexEntry after(@Nullable IndexEntry before, RegistryEvent event) {
    if (event instanceof RegistryEvent.Registered registered) {
      // One that was never created may have been registered before, for another request.
      return before == null || before.resting() == null ? IndexEntry.of(registered) : before;
    } else if (before == null || event instanceof RegistryEvent.Forgotten) {
      return null;
    } else if (event instanceof RegistryEvent.Opened opened) {
      return before.opened(opened.hosts());
    } else if (event instanceof RegistryEvent.PurgeBegan) {
      return before.purged();
    }
    return before.rested(((RegistryEvent.Rested) event).as());
  }

  /** Whether these events would change nothing, in whatever order they were stored before. */
  boolean has(List<RegistryEvent> events) {
    Map<InstanceId, @Nullable IndexEntry> changed = new LinkedHashMap<>();
    for (RegistryEvent event : events) {
      IndexEntry before =
          changed.containsKey(event.id()) ? changed.get(event.id()) : entries.get(event.id());
      changed.put(event.id(), after(before, event));
    }
    return changed.entrySet().stream()
        .allMatch(each -> Objects.equals(each.getValue(), entries.get(each.getKey())));
  }

  /** All of them. */
  List<IndexEntry> all() {
    return List.copyOf(entries.values());
  }
}
