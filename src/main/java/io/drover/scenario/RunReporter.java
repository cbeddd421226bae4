package io.drover.scenario;

import java.time.Duration;

/** Is told what happens in a run, in the order in which it happens, by one thread at a time. */
public interface RunReporter {

  /** A run begins. */
  void begin(Scenario scenario, RunOptions options);

  /** Something happened. */
  void event(Event event);

  /** An expectation held or failed. */
  void verdict(Duration at, Step step, Verdict verdict);

  /** The run is over; {@code last} is what there was in the end. */
  void end(RunSummary summary, Snapshot last);
}
