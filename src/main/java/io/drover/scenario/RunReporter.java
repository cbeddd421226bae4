package io.drover.scenario;

import io.drover.model.InstanceView;
import java.time.Duration;
import java.util.List;

/** Is told what happens in a run, in the order in which it happens, by one thread at a time. */
public interface RunReporter {

  /** Tells nobody. */
  RunReporter SILENT =
      new RunReporter() {
        @Override
        public void begin(Scenario scenario, RunOptions options) {}

        @Override
        public void event(Event event) {}

        @Override
        public void verdict(Duration at, Step step, Verdict verdict) {}

        @Override
        public void end(RunSummary summary, List<InstanceView> instances) {}
      };

  /** A run begins. */
  void begin(Scenario scenario, RunOptions options);

  /** Something happened. */
  void event(Event event);

  /** An expectation held or failed. */
  void verdict(Duration at, Step step, Verdict verdict);

  /** The run is over; these are the instances as they were in the end, in order of name. */
  void end(RunSummary summary, List<InstanceView> instances);
}
