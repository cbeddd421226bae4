package io.drover.scenario;

import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationView;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that expectations are compared with, at one moment: what the orchestrator has recorded, and
 * what is really there.
 *
 * @param instances by name, as recorded; of a name that was used again, the latest
 * @param names the name of every instance that was ever booted
 * @param hosts by name, as the orchestrator sees them
 * @param truth by name of the host, as the hosts are
 * @param leaks what is there and should not be, or should be and is not, a sentence each
 * @param hooks what the hooks of each migration have counted
 * @param migrations the migrations to which the scenario gave names
 */
public record Snapshot(
    SortedMap<String, InstanceView> instances,
    Map<InstanceId, String> names,
    SortedMap<String, HostView> hosts,
    SortedMap<String, HostTruth> truth,
    List<String> leaks,
    Map<MigrationId, HookCounts> hooks,
    Map<String, MigrationId> migrations) {

  /** Copies everything. */
  public Snapshot {
    instances = Collections.unmodifiableSortedMap(new TreeMap<>(instances));
    names = Map.copyOf(names);
    hosts = Collections.unmodifiableSortedMap(new TreeMap<>(hosts));
    truth = Collections.unmodifiableSortedMap(new TreeMap<>(truth));
    leaks = List.copyOf(leaks);
    hooks = Map.copyOf(hooks);
    migrations = Map.copyOf(migrations);
  }

  /** Before anything was booted. */
  public static Snapshot empty() {
    return new Snapshot(
        new TreeMap<>(), Map.of(), new TreeMap<>(), new TreeMap<>(), List.of(), Map.of(), Map.of());
  }

  /** The migration that is meant, if there is one. */
  public Optional<MigrationView> migration(MigrationReference reference) {
    if (reference instanceof MigrationReference.LatestOf latest) {
      return Optional.ofNullable(instances.get(latest.instance()))
          .flatMap(InstanceView::lastMigration);
    }
    MigrationId id = migrations.get(((MigrationReference.Named) reference).name());
    return instances.values().stream()
        .flatMap(instance -> instance.migrations().stream())
        .filter(migration -> Objects.equals(migration.id(), id))
        .findFirst();
  }

  /** On how many hosts the processors of this instance may run now. */
  public int runningCopies(String instance) {
    return (int)
        truth.values().stream()
            .flatMap(host -> host.running().stream())
            .filter(id -> instance.equals(names.get(id)))
            .count();
  }

  /** The names of these instances; an id that no instance of the scenario has stands for itself. */
  public SortedSet<String> namesOf(Collection<InstanceId> ids) {
    SortedSet<String> result = new TreeSet<>();
    ids.forEach(id -> result.add(names.getOrDefault(id, id.value())));
    return result;
  }
}
