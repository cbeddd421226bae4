package io.drover.hypervisor.simulated;

import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.model.InstanceId;
import java.util.List;
import java.util.function.BiPredicate;

/** What guest, host and partition faults do to the fleet when they strike, and when they heal. */
final class FaultEffects {
  private final Monitor monitor;
  private final Hosts hosts;
  private final FaultPlan plan;
  private final CallDesk desk;
  private final GuestOperations operations;
  private final Transfers transfers;
  private final BiPredicate<InstanceId, MigrationPhase> inPhase;
  private final FleetWatcher watcher;

  FaultEffects(
      Monitor monitor,
      Hosts hosts,
      FaultPlan plan,
      CallDesk desk,
      GuestOperations operations,
      Transfers transfers,
      BiPredicate<InstanceId, MigrationPhase> inPhase,
      FleetWatcher watcher) {
    this.monitor = monitor;
    this.hosts = hosts;
    this.plan = plan;
    this.desk = desk;
    this.operations = operations;
    this.transfers = transfers;
    this.inPhase = inPhase;
    this.watcher = watcher;
  }

  /** Declares a fault; refuses one of an unknown host with an {@link IllegalArgumentException}. */
  void inject(Fault fault) {
    namedHosts(fault).forEach(hosts::get);
    DeclaredFault entry = plan.declare(fault);
    if (entry.active() || isThere(fault)) {
      strike(entry);
    }
  }

  /** Strikes what waited for a migration in this phase. */
  void entered(MigrationPhase phase, InstanceId migrating, String source, String destination) {
    plan.waitingFor(phase, migrating, source, destination).forEach(this::strike);
  }

  /** Heals what is selected, and says how many faults that were. */
  int heal(FaultSelector selector) {
    List<DeclaredFault> healed = plan.take(selector);
    for (DeclaredFault entry : healed) {
      watcher.healed(entry.fault());
      entry.heal();
      if (entry.fault() instanceof HostFault fault
          && !plan.afflicts(fault.host(), FaultKind.UNREACHABLE)) {
        desk.giveUpLost(hosts.get(fault.host()));
      }
    }
    return healed.size();
  }

  /** Somebody begins to listen to a host: nothing is heard from one that is off. */
  void refuseListener(Host host, Hints listener) {
    monitor.run(
        () -> {
          if (plan.afflicts(host.name(), FaultKind.DOWN)
              && !plan.afflicts(host.name(), FaultKind.UNREACHABLE)) {
            monitor.post(() -> listener.fail(isOff(host)));
          }
        });
  }

  private static List<String> namedHosts(Fault fault) {
    HostPair between = fault.between();
    String host = fault.host();
    return between != null
        ? List.of(between.first(), between.second())
        : host != null ? List.of(host) : List.of();
  }

  private boolean isThere(Fault fault) {
    InstanceId instance = fault.instance();
    MigrationPhase phase = fault.at();
    return fault instanceof GuestFault
        && instance != null
        && phase != null
        && inPhase.test(instance, phase);
  }

  private void strike(DeclaredFault entry) {
    entry.strike();
    Fault fault = entry.fault();
    if (!(fault instanceof CallFault)) {
      watcher.struck(fault, null, null, List.of());
    }
    if (fault instanceof HostFault host) {
      strike(hosts.get(host.host()), host.kind());
    } else if (fault instanceof PartitionFault partition) {
      part(partition.between());
    } else if (fault instanceof GuestFault guest && guest.kind() == FaultKind.GUEST_CRASH) {
      operations.crash(guest.instance());
    }
  }

  private void strike(Host host, FaultKind kind) {
    if (kind == FaultKind.DOWN) {
      powerOff(host);
    } else {
      desk.loseAnswers(host);
    }
  }

  private void powerOff(Host host) {
    desk.cutOff(host);
    List.copyOf(host.guests().values())
        .forEach(guest -> operations.end(guest, host.name() + " is off"));
    host.losePower();
    if (!plan.afflicts(host.name(), FaultKind.UNREACHABLE)) {
      List<Hints> listeners = List.copyOf(host.listeners());
      monitor.post(() -> listeners.forEach(listener -> listener.fail(isOff(host))));
    }
  }

  private static HypervisorException isOff(Host host) {
    return new HypervisorException(Kind.HOST_DOWN, host.name() + " is off");
  }

  private void part(HostPair between) {
    List.copyOf(hosts.get(between.first()).transfers()).stream()
        .filter(transfer -> transfer.joins(between))
        .forEach(transfer -> transfers.breakOff(transfer, "the hosts cannot reach each other"));
  }
}
