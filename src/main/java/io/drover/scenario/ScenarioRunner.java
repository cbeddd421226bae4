package io.drover.scenario;

import io.drover.runtime.Ids;
import io.drover.runtime.RealTimeline;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Plays scenarios. On simulated hosts the same seed gives the same events, and another seed another
 * order of messages.
 */
public final class ScenarioRunner {

  private ScenarioRunner() {}

  /**
   * Plays a scenario to its end, on the calling thread, and tells the reporter.
   *
   * @throws java.util.concurrent.CancellationException when the thread is interrupted
   */
  public static RunSummary run(Scenario scenario, RunOptions options, RunReporter reporter) {
    return play(scenario, options, reporter).summary();
  }

  /**
   * The same, with all that came of it.
   *
   * @throws java.util.concurrent.CancellationException when the thread is interrupted
   */
  public static ScenarioRun play(Scenario scenario, RunOptions options, RunReporter reporter) {
    Ids ids = Ids.from(new SplittableRandom(options.seed()));
    return play(scenario, options, reporter, new SimulatedWorld(scenario, options, ids), ids);
  }

  /** Plays a scenario on real hosts, which were found to be usable. */
  public static RunSummary runOnLibvirt(
      Scenario scenario, RunOptions options, RunReporter reporter, LibvirtHosts hosts) {
    Ids ids = Ids.random();
    return play(scenario, options, reporter, new LibvirtWorld(scenario, options, hosts, ids), ids)
        .summary();
  }

  private static ScenarioRun play(
      Scenario scenario, RunOptions options, RunReporter reporter, World world, Ids ids) {
    try (RealTimeline wall = new RealTimeline();
        Play play = new Play(scenario, reporter, world, ids)) {
      Duration start = wall.elapsed();
      reporter.begin(scenario, options);
      play.run();
      ScenarioRun run = play.result(options.seed(), wall.elapsed().minus(start));
      reporter.end(run.summary(), run.instances());
      return run;
    }
  }
}
