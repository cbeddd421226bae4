package io.drover.hypervisor.simulated;

import io.drover.model.InstanceId;
import io.drover.runtime.Timeline;
import java.util.Optional;
import java.util.function.Function;

/** The parts of a fleet, joined. */
final class FleetParts {
  private final FleetSettings settings;
  private final Monitor monitor;
  private final Hosts hosts = new Hosts();
  private final Watchers watchers = new Watchers();
  private final FaultPlan faults = new FaultPlan(this::inPhase, watchers);
  private final Guests guests;
  private final Transfers transfers;
  private final GuestOperations operations;
  private final Departures departures;
  private final CallDesk desk;
  private final FaultEffects effects;
  private Function<InstanceId, Optional<MigrationPhase>> phases = id -> Optional.empty();

  FleetParts(Timeline timeline, FleetSettings settings) {
    this.settings = settings;
    monitor = new Monitor(timeline);
    guests =
        new Guests(monitor, host -> faults.afflicts(host.name(), FaultKind.UNREACHABLE), watchers);
    transfers = new Transfers(monitor, guests, settings, this::switchedOver);
    operations = new GuestOperations(monitor, guests, transfers, faults, settings);
    departures = new Departures(hosts, faults, transfers);
    desk = new CallDesk(monitor, faults);
    effects =
        new FaultEffects(
            monitor, hosts, faults, desk, operations, transfers, this::inPhase, watchers);
  }

  FleetSettings settings() {
    return settings;
  }

  Monitor monitor() {
    return monitor;
  }

  Watchers watchers() {
    return watchers;
  }

  Hosts hosts() {
    return hosts;
  }

  FaultPlan faults() {
    return faults;
  }

  Guests guests() {
    return guests;
  }

  Transfers transfers() {
    return transfers;
  }

  GuestOperations operations() {
    return operations;
  }

  Departures departures() {
    return departures;
  }

  CallDesk desk() {
    return desk;
  }

  FaultEffects effects() {
    return effects;
  }

  void setPhases(Function<InstanceId, Optional<MigrationPhase>> source) {
    phases = source;
  }

  private boolean inPhase(InstanceId id, MigrationPhase phase) {
    return phase == MigrationPhase.SWITCH_OVER
        ? guests.copies(id).stream().anyMatch(FleetParts::switchingOver)
        : phases.apply(id).filter(present -> present == phase).isPresent();
  }

  private static boolean switchingOver(Guest guest) {
    Transfer transfer = guest.transfer();
    return transfer != null && transfer.in(PreCopy.Stage.SWITCHING_OVER);
  }

  private void switchedOver(Transfer transfer) {
    effects.entered(
        MigrationPhase.SWITCH_OVER,
        transfer.source().id(),
        transfer.source().host().name(),
        transfer.incoming().host().name());
  }
}
