package io.drover.scenario;

import com.typesafe.config.Config;
import io.drover.model.InstanceView;
import io.drover.scenario.RunOptions.HypervisorKind;
import io.drover.scenario.RunOptions.TimeKind;
import io.drover.testkit.Violation;
import java.util.List;

/**
 * All that came of a scenario that was played.
 *
 * @param summary how it ended
 * @param violations the guarantees that did not hold, in the order in which that was found; none on
 *     real hosts, where they are not checked
 * @param messages how many messages of the virtual system were processed; 0 on real hosts
 * @param accepted how many requests were accepted
 * @param refused how many were refused
 * @param cut how many a crash left without an answer
 * @param coverage which faults met which states
 * @param instances as they were in the end, in order of name
 */
public record ScenarioRun(
    RunSummary summary,
    List<Violation> violations,
    long messages,
    int accepted,
    int refused,
    int cut,
    Coverage coverage,
    List<InstanceView> instances) {

  /** Copies the lists. */
  public ScenarioRun {
    violations = List.copyOf(violations);
    instances = List.copyOf(instances);
  }

  /**
   * Plays a scenario on simulated hosts and virtual time, telling nobody, on the calling thread.
   *
   * @param settings what beats the scenario's settings, with paths below {@code drover}
   * @throws java.util.concurrent.CancellationException when the thread is interrupted
   * @throws IllegalStateException when Drover does not start
   */
  public static ScenarioRun of(Scenario scenario, long seed, Config settings) {
    return ScenarioRunner.play(
        scenario,
        new RunOptions(HypervisorKind.SIMULATED, TimeKind.VIRTUAL, 1, seed, settings),
        RunReporter.SILENT);
  }
}
