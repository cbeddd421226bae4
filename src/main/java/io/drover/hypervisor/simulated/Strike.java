package io.drover.hypervisor.simulated;

import java.time.Duration;

/** A fault that strikes an operation which somebody else carries out: a hook, a journal write. */
public final class Strike {
  private final Monitor monitor;
  private final FaultPlan.Struck struck;

  Strike(Monitor monitor, FaultPlan.Struck struck) {
    this.monitor = monitor;
    this.struck = struck;
  }

  /** What goes wrong with the operation. */
  public CallFault fault() {
    return struck.fault();
  }

  /** Runs {@code task} on the fleet's timeline once the fault is healed: the end of a hang. */
  public void whenHealed(Runnable task) {
    monitor.run(() -> struck.entry().whenHealed(() -> monitor.afterOutside(Duration.ZERO, task)));
  }
}
