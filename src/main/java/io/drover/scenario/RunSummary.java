package io.drover.scenario;

import java.time.Duration;

/**
 * How a run ended.
 *
 * @param scenario the scenario's name
 * @param expectations how many expectations there were
 * @param failed how many of them failed
 * @param violations how often a guarantee was found violated
 * @param seed what chose the order of messages
 * @param virtual how long it took on the run's clock
 * @param real how long it took on the wall's
 */
public record RunSummary(
    String scenario,
    int expectations,
    int failed,
    int violations,
    long seed,
    Duration virtual,
    Duration real) {

  /** Whether every expectation and every guarantee held. */
  public boolean ok() {
    return failed == 0 && violations == 0;
  }
}
