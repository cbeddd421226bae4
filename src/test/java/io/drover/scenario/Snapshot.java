package io.drover.scenario;

import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationView;
import io.drover.testkit.HostTruth;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Facts that stand still.
 *
 * @param instances by name
 * @param hosts by name, as the orchestrator sees them
 * @param truth by name of the host, as the hosts are
 * @param copies on how many hosts an instance runs, by name; {@link #UNKNOWN}: nobody can tell
 * @param migrations those that the scenario named
 */
record Snapshot(
    Map<String, InstanceView> instances,
    Map<String, HostView> hosts,
    Map<String, HostTruth> truth,
    Map<String, Integer> copies,
    List<String> leaks,
    Map<MigrationId, HookCounts> hooks,
    Map<String, MigrationId> migrations)
    implements Facts {

  static final int UNKNOWN = -1;

  /** Nothing but one instance. */
  static Snapshot of(InstanceView view) {
    return new Snapshot(
        Map.of(view.spec().name(), view),
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(),
        Map.of(),
        Map.of());
  }

  @Override
  public Optional<InstanceView> instance(String name) {
    return Optional.ofNullable(instances.get(name));
  }

  @Override
  public Optional<MigrationView> migration(MigrationReference reference) {
    if (reference instanceof MigrationReference.LatestOf latest) {
      return instance(latest.instance()).flatMap(InstanceView::lastMigration);
    }
    MigrationId id = migrations.get(((MigrationReference.Named) reference).name());
    return instances.values().stream()
        .flatMap(view -> view.migrations().stream())
        .filter(migration -> Objects.equals(migration.id(), id))
        .findFirst();
  }

  @Override
  public OptionalInt runningCopies(String instance) {
    int known = copies.getOrDefault(instance, 0);
    return known == UNKNOWN ? OptionalInt.empty() : OptionalInt.of(known);
  }

  @Override
  public Optional<HostView> host(String name) {
    return Optional.ofNullable(hosts.get(name));
  }

  @Override
  public Optional<HostTruth> truth(String host) {
    return Optional.ofNullable(truth.get(host));
  }

  @Override
  public String nameOf(InstanceId id) {
    return id.value().replace("id-of-", "");
  }

  @Override
  public List<String> violations() {
    return List.of();
  }

  @Override
  public HookCounts hooks(MigrationId migration) {
    return hooks.getOrDefault(migration, HookCounts.NONE);
  }
}
