package io.drover.fleet;

import io.drover.hypervisor.simulated.Fault;
import io.drover.hypervisor.simulated.FaultSelector;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/**
 * What a test has to know of a fleet and may do to it, past any orchestrator. A stage fails with an
 * {@link IllegalArgumentException} when what was asked for makes no sense, and as a {@link
 * io.drover.hypervisor.HypervisorException} when the fleet's process cannot be asked.
 */
public interface FleetControl extends AutoCloseable {

  /**
   * What is so on all hosts at one moment, whatever faults keep an orchestrator from seeing it, and
   * the moments so far at which a guest could run more than once: every change in the fleet is
   * looked at. After many such moments no more are kept.
   */
  CompletionStage<FleetReport> report();

  /**
   * Lets something go wrong from now on. Refused are faults of unknown hosts and those that only an
   * orchestrator could bring about or time: of hooks and journals, and at a phase of a migration
   * other than the switch-over.
   */
  CompletionStage<Done> inject(Fault fault);

  /** Ends the selected faults and says how many there were. */
  CompletionStage<Integer> heal(FaultSelector selector);

  @Override
  void close();
}
