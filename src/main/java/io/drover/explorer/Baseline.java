package io.drover.explorer;

import io.drover.model.InstanceView;
import io.drover.scenario.Event;
import io.drover.scenario.EventKind;
import io.drover.scenario.PortCall;
import io.drover.scenario.RunOptions;
import io.drover.scenario.RunReporter;
import io.drover.scenario.RunSummary;
import io.drover.scenario.Scenario;
import io.drover.scenario.Step;
import io.drover.scenario.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Notes which calls an operation makes while nothing goes wrong, from its request to its rest. */
final class Baseline implements RunReporter {

  private final int first;
  private final int end;
  private final List<PortCall> calls = new ArrayList<>();
  private int step;

  /** Notes the calls of the steps from {@code first} up to but not including {@code end}. */
  Baseline(int first, int end) {
    this.first = first;
    this.end = end;
  }

  /** The calls in their order. */
  List<PortCall> calls() {
    return List.copyOf(calls);
  }

  @Override
  public void called(PortCall call) {
    if (step >= first && step < end) {
      calls.add(call);
    }
  }

  @Override
  public void event(Event event) {
    if (event.kind() == EventKind.STEP) {
      step = (int) event.number("step");
    }
  }

  @Override
  public void begin(Scenario scenario, RunOptions options) {}

  @Override
  public void verdict(Duration at, Step step, Verdict verdict) {}

  @Override
  public void end(RunSummary summary, List<InstanceView> instances) {}
}
