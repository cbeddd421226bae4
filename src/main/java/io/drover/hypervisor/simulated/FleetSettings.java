package io.drover.hypervisor.simulated;

import java.time.Duration;

/**
 * How long things take in a simulated fleet. Nothing may be negative.
 *
 * @param callLatency from a call to the hypervisor to its answer
 * @param plugLatency from a call to plug or unplug VIFs to its answer
 * @param volumeLatency from a call to connect or disconnect volumes to its answer
 * @param bootTime from the start or reset of a guest until it runs
 * @param shutdownTime from the press of the power button until the guest is gone
 * @param abortTime from the abort of a migration job until the job is over
 * @param instantTransfers whether transfers take no time, whatever the links
 * @param leastDirtyRate bytes of memory that every guest rewrites each second at least, whatever is
 *     said of it when it is created
 */
public record FleetSettings(
    Duration callLatency,
    Duration plugLatency,
    Duration volumeLatency,
    Duration bootTime,
    Duration shutdownTime,
    Duration abortTime,
    boolean instantTransfers,
    long leastDirtyRate) {

  /** Times like those of real hosts with small guests. */
  public static FleetSettings defaults() {
    return new FleetSettings(
        Duration.ofMillis(2),
        Duration.ofMillis(20),
        Duration.ofMillis(20),
        Duration.ofSeconds(2),
        Duration.ofSeconds(1),
        Duration.ofMillis(10),
        false,
        0);
  }

  /** Nothing takes any time: for measuring the orchestrator alone. */
  public static FleetSettings immediate() {
    Duration zero = Duration.ZERO;
    return new FleetSettings(zero, zero, zero, zero, zero, zero, true, 0);
  }

  /** The same with guests of another kind. */
  public FleetSettings withGuests(Duration boot, Duration shutdown, long dirtyRate) {
    return new FleetSettings(
        callLatency,
        plugLatency,
        volumeLatency,
        boot,
        shutdown,
        abortTime,
        instantTransfers,
        dirtyRate);
  }
}
