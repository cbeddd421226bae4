package io.drover.fleet;

import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.Fault;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.hypervisor.simulated.MigrationPhase;
import io.drover.hypervisor.simulated.SimulatedFleet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** The control of a fleet of this process. */
final class ServedControl implements FleetControl {
  private final SimulatedFleet fleet;
  private final SecondCopies secondCopies;

  ServedControl(SimulatedFleet fleet, SecondCopies secondCopies) {
    this.fleet = fleet;
    this.secondCopies = secondCopies;
  }

  @Override
  public CompletionStage<FleetReport> report() {
    return CompletableFuture.completedStage(
        new FleetReport(fleet.truth().snapshot(), secondCopies.seen()));
  }

  @Override
  public CompletionStage<Done> inject(Fault fault) {
    requirePossible(fault);
    fleet.inject(fault);
    return CompletableFuture.completedStage(Done.getInstance());
  }

  private static void requirePossible(Fault fault) {
    if (fault.at() != null && fault.at() != MigrationPhase.SWITCH_OVER) {
      throw new IllegalArgumentException(
          "the fleet does not know when a migration is %s; of the phases it knows switch-over only"
              .formatted(fault.at().label()));
    }
    if (fault.operation() == Call.JOURNAL_WRITE
        || fault.operation() == Call.POST_HOOK
        || fault.operation() == Call.RECOVER_HOOK) {
      throw new IllegalArgumentException(
          "a %s is not made on the fleet".formatted(fault.operation().label()));
    }
  }

  @Override
  public CompletionStage<Integer> heal(FaultSelector selector) {
    return CompletableFuture.completedStage(fleet.heal(selector));
  }

  @Override
  public void close() {}
}
