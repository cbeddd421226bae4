package io.drover.scenario;

import com.typesafe.config.Config;

/**
 * How a scenario is played.
 *
 * @param hypervisor on which hosts
 * @param time how time passes
 * @param speed how many seconds of the run one real second is, when time is real
 * @param seed chooses the order of messages and everything else that is left to chance
 * @param settings what beats the scenario's settings, with paths below {@code drover}
 */
public record RunOptions(
    HypervisorKind hypervisor, TimeKind time, double speed, long seed, Config settings) {

  /** Which hosts there are. */
  public enum HypervisorKind {
    /** A fleet in memory. */
    SIMULATED,
    /** Hosts with libvirt. */
    LIBVIRT
  }

  /** How time passes. */
  public enum TimeKind {
    /** As fast as it can be computed. */
    VIRTUAL,
    /** As on the wall, or a multiple of it. */
    REAL
  }
}
