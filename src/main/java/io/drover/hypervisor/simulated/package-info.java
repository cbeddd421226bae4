/**
 * A fleet of simulated hosts in memory: guests that boot, pre-copy live migration as a fluid model
 * of links and dirtied memory, latencies, and faults on demand.
 *
 * <p>Start reading at {@link io.drover.hypervisor.simulated.SimulatedFleet}. The fleet lives on a
 * {@link io.drover.runtime.Timeline} of its own and outlives any orchestrator, as real hosts would.
 * It draws no random numbers and starts no threads: the same calls at the same moments give the
 * same answers at the same moments.
 */
@NullMarked
package io.drover.hypervisor.simulated;

import org.jspecify.annotations.NullMarked;
