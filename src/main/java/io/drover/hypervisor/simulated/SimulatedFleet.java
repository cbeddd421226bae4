package io.drover.hypervisor.simulated;

import io.drover.model.InstanceId;
import io.drover.runtime.Timeline;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Simulated hosts that share a timeline, the faults that befall them, and the truth about them.
 *
 * <p>The fleet belongs to no orchestrator: guests run and transfers go on while one is down, and a
 * new one finds with a fresh {@link #connect} what the last has left. It can be used from any
 * thread. All answers are given by tasks on the timeline; with a timeline that is driven by one
 * thread everything happens in a determined order.
 */
public final class SimulatedFleet {
  private final FleetParts parts;
  private final FleetTruth truth;

  /** A fleet without hosts. */
  public SimulatedFleet(Timeline timeline, FleetSettings settings) {
    parts = new FleetParts(timeline, settings);
    truth = new FleetTruth(parts);
  }

  /** Adds an empty host; refuses a name twice with an {@link IllegalArgumentException}. */
  public void addHost(SimulatedHostSpec spec) {
    parts.monitor().run(() -> parts.hosts().add(new Host(spec)));
  }

  /** A new connection to a host; refuses an unknown one with {@link IllegalArgumentException}. */
  public SimulatedConnection connect(String name) {
    Host host = parts.monitor().call(() -> parts.hosts().get(name));
    return new SimulatedConnection(
        new SimulatedHypervisor(parts, host),
        new SimulatedVifPlugger(parts, host),
        new SimulatedVolumeConnector(parts, host));
  }

  /**
   * Whoever held this connection has died: what it asked for and has had no effect yet has none.
   * What had begun, such as a transfer, goes on.
   */
  public void died(SimulatedConnection connection) {
    parts
        .monitor()
        .run(
            () -> {
              parts.desk().died(connection.hypervisor());
              parts.desk().died(connection.vifPlugger());
              parts.desk().died(connection.volumeConnector());
            });
  }

  /**
   * Lets something go wrong from now on, or from the phase that the fault waits for. Refuses a
   * fault of an unknown host with an {@link IllegalArgumentException}.
   */
  public void inject(Fault fault) {
    parts.monitor().run(() -> parts.effects().inject(fault));
  }

  /** Ends the selected faults and says how many there were; what they have done stays done. */
  public int heal(FaultSelector selector) {
    return parts.monitor().call(() -> parts.effects().heal(selector));
  }

  /**
   * Asks whether a fault strikes an operation that somebody else carries out (a hook, a journal
   * write), and counts it as made.
   */
  public Optional<Strike> strike(Call call, @Nullable String host, @Nullable InstanceId instance) {
    List<InstanceId> about = instance == null ? List.of() : List.of(instance);
    return parts
        .monitor()
        .call(
            () -> {
              parts.watchers().called(call, host, about);
              return parts.faults().strike(call, host, about);
            })
        .map(struck -> new Strike(parts.monitor(), struck));
  }

  /**
   * Says how the fleet learns in which phase an instance's migration is, which call faults tied to
   * a phase depend on. The function is called with the fleet's lock held: it must not block or use
   * the fleet. The fleet needs no help for {@link MigrationPhase#SWITCH_OVER}.
   */
  public void learnPhasesFrom(Function<InstanceId, Optional<MigrationPhase>> phases) {
    parts.monitor().run(() -> parts.setPhases(phases));
  }

  /**
   * Tells that a migration has entered a phase, which strikes the guest, host and partition faults
   * that waited for it. After injecting a fault of a host tied to a phase, the migrations that are
   * in it already have to be told again. {@link MigrationPhase#SWITCH_OVER} need not be told.
   */
  public void migrationEntered(
      MigrationPhase phase, InstanceId migrating, String source, String destination) {
    parts.monitor().run(() -> parts.effects().entered(phase, migrating, source, destination));
  }

  /** Has {@code watcher} told what happens from now on. */
  public void watch(FleetWatcher watcher) {
    parts.monitor().run(() -> parts.watchers().add(watcher));
  }

  /** What is so on the hosts. */
  public FleetTruth truth() {
    return truth;
  }
}
