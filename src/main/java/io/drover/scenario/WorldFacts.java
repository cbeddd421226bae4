package io.drover.scenario;

import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationView;
import io.drover.testkit.HostTruth;
import io.drover.testkit.Leaks;
import io.drover.testkit.Violation;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** The facts of a run: each is looked up when it is asked for. */
final class WorldFacts implements Facts {

  private final Records records;
  private final Truth hypervisors;
  private final ScenarioHooks hooks;
  private final Watch watch;
  private final Map<String, MigrationId> named = new TreeMap<>();
  private final Map<String, HostView> hosts = new LinkedHashMap<>();

  WorldFacts(Records records, Truth hypervisors, ScenarioHooks hooks, Watch watch) {
    this.records = records;
    this.hypervisors = hypervisors;
    this.hooks = hooks;
    this.watch = watch;
  }

  /** The scenario gives a migration a name. */
  void name(String name, MigrationId migration) {
    named.put(name, migration);
  }

  /** The orchestrator has told how it sees its hosts. */
  void take(List<HostView> views) {
    views.forEach(view -> hosts.put(view.name(), view));
  }

  @Override
  public Optional<InstanceView> instance(String name) {
    return records.instance(name);
  }

  @Override
  public Optional<MigrationView> migration(MigrationReference reference) {
    if (reference instanceof MigrationReference.LatestOf latest) {
      return records.instance(latest.instance()).flatMap(InstanceView::lastMigration);
    }
    MigrationId id = named.get(((MigrationReference.Named) reference).name());
    return records.all().stream()
        .flatMap(view -> view.migrations().stream())
        .filter(migration -> Objects.equals(migration.id(), id))
        .findFirst();
  }

  @Override
  public OptionalInt runningCopies(String instance) {
    int sum = 0;
    for (InstanceId id : records.identities(instance)) {
      OptionalInt copies = hypervisors.runningCopies(id);
      if (copies.isEmpty()) {
        return copies;
      }
      sum += copies.getAsInt();
    }
    return OptionalInt.of(sum);
  }

  @Override
  public Optional<HostView> host(String name) {
    return Optional.ofNullable(hosts.get(name));
  }

  @Override
  public Optional<HostTruth> truth(String host) {
    return Optional.of(
        new HostTruth(
            hypervisors.answers(host),
            hypervisors.guests(host),
            counted(hypervisors.vifs(host)),
            hypervisors.showsVolumes(host),
            counted(hypervisors.volumes(host))));
  }

  private static SortedMap<InstanceId, Integer> counted(
      Map<InstanceId, ? extends Collection<?>> things) {
    SortedMap<InstanceId, Integer> counts = new TreeMap<>();
    things.forEach((id, all) -> counts.put(id, all.size()));
    return counts;
  }

  @Override
  public String nameOf(InstanceId id) {
    return records.nameOf(id);
  }

  @Override
  public HookCounts hooks(MigrationId migration) {
    return hooks.counts(migration);
  }

  @Override
  public List<String> violations() {
    return watch.violations().stream().map(Violation::summary).toList();
  }

  @Override
  public List<String> leaks() {
    Map<String, HostTruth> truth = new LinkedHashMap<>();
    hosts.keySet().forEach(host -> truth(host).ifPresent(there -> truth.put(host, there)));
    return Leaks.find(records.all(), hosts.values(), truth);
  }
}
