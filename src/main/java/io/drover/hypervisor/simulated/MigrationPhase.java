package io.drover.hypervisor.simulated;

import io.drover.model.Labelled;
import java.util.Locale;

/** The moments of a migration that a fault can be tied to. */
public enum MigrationPhase implements Labelled {
  QUEUED,
  PREPARING,
  /** The transfer is under way, the switch-over included. */
  RUNNING,
  /** The guest is paused for its last pages: known to the fleet itself. */
  SWITCH_OVER,
  /** After the outcome: what follows a success. */
  POST,
  /** After the outcome: what follows anything else. */
  RECOVER;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
