package io.drover.hypervisor;

import java.time.Duration;

/**
 * The progress of a migration job, as the source host counts it.
 *
 * @param iteration which round over the memory this is, from 1
 * @param memoryTotal bytes of memory of the guest
 * @param memoryRemaining bytes still to be sent; grows when a round begins
 * @param rate bytes sent each second at present; 0: not known
 * @param dirtyRate bytes that the guest rewrites each second; 0: not known
 * @param elapsed how long the job has run
 * @param expectedDowntime how long the pause would be if the switch-over came now; zero: not known
 */
public record JobInfo(
    long iteration,
    long memoryTotal,
    long memoryRemaining,
    long rate,
    long dirtyRate,
    Duration elapsed,
    Duration expectedDowntime) {}
