package io.drover.testing;

import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.migration.MigrationHooks;
import io.drover.model.Notice;
import io.drover.network.VifPlugger;

/** A defect that a test plants between Drover and what it works with. */
public interface Tampering {

  /** The connection to a host as Drover gets it. */
  default Hypervisor hypervisor(String host, Hypervisor real, SimulatedFleet fleet) {
    return real;
  }

  /** What plugs VIFs as Drover gets it. */
  default VifPlugger vifPlugger(VifPlugger real) {
    return real;
  }

  /** The hooks as Drover gets them. */
  default MigrationHooks hooks(MigrationHooks real) {
    return real;
  }

  /** What Drover tells as everybody hears it. */
  default Notice notice(Notice told) {
    return told;
  }
}
