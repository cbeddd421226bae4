package io.drover.scenario;

import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.Fault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.hypervisor.simulated.GuestFault;
import io.drover.hypervisor.simulated.HostFault;
import io.drover.hypervisor.simulated.HostPair;
import io.drover.hypervisor.simulated.MigrationPhase;
import io.drover.hypervisor.simulated.PartitionFault;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Declares a scenario's faults to the fleet and heals them. The fleet knows identities where the
 * scenario has names, and waits for a migration by one property where the scenario may give two.
 */
final class ScenarioFaults {

  private final SimulatedFleet fleet;
  private final Records records;
  private final Map<String, FaultSpec> declared = new LinkedHashMap<>();
  private final List<String> waiting = new ArrayList<>();
  private int count;

  ScenarioFaults(SimulatedFleet fleet, Records records) {
    this.fleet = fleet;
    this.records = records;
  }

  /** Declares a fault, under a name if it has one. */
  void declare(FaultSpec spec, @Nullable String name) {
    count++;
    String id = name == null ? "fault " + count : name;
    declared.put(id, spec);
    if (waitsForTwo(spec)) {
      waiting.add(id);
    } else {
      fleet.inject(fault(id, spec, spec.at()));
    }
    tellPresentMigrations(spec);
  }

  /** Heals what is selected. */
  void heal(HealSelector selector) {
    List<String> healed =
        declared.entrySet().stream()
            .filter(entry -> selects(selector, entry.getKey(), entry.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    for (String id : healed) {
      declared.remove(id);
      waiting.remove(id);
      fleet.heal(FaultSelector.named(id));
    }
  }

  /** A migration is in a phase now. */
  void entered(MigrationPhase phase, MigrationView migration) {
    for (String id : List.copyOf(waiting)) {
      FaultSpec spec = Objects.requireNonNull(declared.get(id));
      if (spec.at() == phase && concerns(spec, migration)) {
        waiting.remove(id);
        fleet.inject(fault(id, spec, null));
      }
    }
    fleet.migrationEntered(
        phase, migration.instance(), migration.source(), migration.destination());
  }

  private void tellPresentMigrations(FaultSpec spec) {
    MigrationPhase phase = spec.at();
    if (phase == null || spec.kind().target() == FaultKind.Target.CALL) {
      return;
    }
    for (InstanceView view : records.all()) {
      view.migrations().stream()
          .filter(migration -> Phases.of(migration).filter(now -> now == phase).isPresent())
          .forEach(migration -> entered(phase, migration));
    }
  }

  private boolean concerns(FaultSpec spec, MigrationView migration) {
    List<String> ends = List.of(migration.source(), migration.destination());
    String instance = spec.instance();
    return (instance == null || records.meant(instance).equals(migration.instance()))
        && (spec.host() == null || ends.contains(spec.host()))
        && ends.containsAll(spec.between());
  }

  private static boolean waitsForTwo(FaultSpec spec) {
    boolean placed = spec.host() != null || !spec.between().isEmpty();
    return spec.kind().target() != FaultKind.Target.CALL
        && spec.at() != null
        && spec.instance() != null
        && placed;
  }

  private static boolean selects(HealSelector selector, String id, FaultSpec spec) {
    if (selector instanceof HealSelector.Named named) {
      return named.id().equals(id);
    }
    return !(selector instanceof HealSelector.Matching matching) || matching.matches(spec);
  }

  private Fault fault(String id, FaultSpec spec, @Nullable MigrationPhase at) {
    String name = spec.instance();
    InstanceId instance = name == null ? null : records.meant(name);
    return switch (spec.kind().target()) {
      case CALL ->
          new CallFault(
              id,
              Objects.requireNonNull(spec.operation()),
              spec.kind(),
              spec.host(),
              instance,
              Objects.requireNonNullElse(spec.times(), CallFault.UNTIL_HEALED),
              spec.after(),
              spec.delay(),
              at);
      case GUEST -> new GuestFault(id, Objects.requireNonNull(instance), spec.kind(), at);
      case HOST ->
          new HostFault(
              id,
              Objects.requireNonNull(spec.host()),
              spec.kind(),
              at,
              spec.operation(),
              spec.after());
      case LINK ->
          new PartitionFault(id, new HostPair(spec.between().get(0), spec.between().get(1)), at);
    };
  }
}
