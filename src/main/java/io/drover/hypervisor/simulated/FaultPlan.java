package io.drover.hypervisor.simulated;

import io.drover.model.InstanceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The faults that were declared and not healed, and the question which of them strikes. */
final class FaultPlan {
  private final List<DeclaredFault> declared = new ArrayList<>();
  private final BiPredicate<InstanceId, MigrationPhase> inPhase;
  private final FleetWatcher watcher;

  /** A plan without faults that learns from {@code inPhase} how far an instance's migration is. */
  FaultPlan(BiPredicate<InstanceId, MigrationPhase> inPhase, FleetWatcher watcher) {
    this.inPhase = inPhase;
    this.watcher = watcher;
  }

  DeclaredFault declare(Fault fault) {
    DeclaredFault entry = new DeclaredFault(fault);
    declared.add(entry);
    return entry;
  }

  /**
   * A call is made: the first fault, in the order of declaration, that matches and is not spent.
   */
  Optional<Struck> strike(Call call, @Nullable String host, Collection<InstanceId> about) {
    for (DeclaredFault entry : declared) {
      if (entry.fault() instanceof CallFault fault
          && fault.matches(call, host, about, inPhase)
          && entry.strikes(fault)) {
        watcher.struck(fault, call, host, List.copyOf(about));
        return Optional.of(new Struck(fault, entry));
      }
    }
    return Optional.empty();
  }

  /** The fault that keeps the guest from coming up. */
  Optional<DeclaredFault> stuck(InstanceId id) {
    return declared.stream()
        .filter(entry -> entry.active() && entry.fault().kind() == FaultKind.GUEST_STUCK)
        .filter(entry -> id.equals(entry.fault().instance()))
        .findFirst();
  }

  /** Whether a host is down, or unreachable. */
  boolean afflicts(String host, FaultKind kind) {
    return active(kind, fault -> host.equals(fault.host()));
  }

  /** Whether these two hosts cannot reach each other. */
  boolean parts(String one, String other) {
    return active(
        FaultKind.PARTITION,
        fault -> fault instanceof PartitionFault split && split.between().joins(one, other));
  }

  /** A migration is in a phase: the guest, host and partition faults that waited for it. */
  List<DeclaredFault> waitingFor(
      MigrationPhase phase, InstanceId migrating, String source, String destination) {
    return declared.stream()
        .filter(entry -> !entry.active() && entry.fault().at() == phase)
        .filter(entry -> entry.fault().waitsFor(migrating, source, destination))
        .toList();
  }

  /** Takes faults off the plan, which no longer strike; the caller heals them. */
  List<DeclaredFault> take(FaultSelector selector) {
    List<DeclaredFault> taken =
        declared.stream().filter(entry -> selector.selects(entry.fault())).toList();
    declared.removeAll(taken);
    return taken;
  }

  private boolean active(FaultKind kind, Predicate<Fault> befalling) {
    return declared.stream()
        .anyMatch(
            entry ->
                entry.active() && entry.fault().kind() == kind && befalling.test(entry.fault()));
  }

  /** A call fault that strikes, and its place in the plan. */
  record Struck(CallFault fault, DeclaredFault entry) {}
}
