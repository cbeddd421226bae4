package io.drover.scenario;

import io.drover.runtime.RealTimeline;
import java.time.Duration;

/**
 * Plays scenarios on simulated hosts. The same seed gives the same events; another seed gives
 * another order of messages.
 */
public final class ScenarioRunner {

  private ScenarioRunner() {}

  /**
   * Plays a scenario to its end, on the calling thread, and tells the reporter.
   *
   * @throws java.util.concurrent.CancellationException when the thread is interrupted
   */
  public static RunSummary run(Scenario scenario, RunOptions options, RunReporter reporter) {
    try (RealTimeline wall = new RealTimeline();
        Play play = new Play(scenario, options, reporter)) {
      Duration start = wall.elapsed();
      reporter.begin(scenario, options);
      play.run();
      RunSummary summary = play.summary(options.seed(), wall.elapsed().minus(start));
      reporter.end(summary, play.instances());
      return summary;
    }
  }
}
