package io.drover.scenario;

import io.drover.model.InstanceView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Keeps what a run tells. */
final class Told implements RunReporter {

  final List<String> events = new ArrayList<>();
  final Map<Integer, Verdict> verdicts = new TreeMap<>();
  private final Map<Integer, Duration> verdictTimes = new TreeMap<>();
  List<InstanceView> instances = List.of();

  @Override
  public void begin(Scenario scenario, RunOptions options) {}

  @Override
  public void event(Event event) {
    events.add(
        "%s %s %s %s"
            .formatted(event.at(), event.instance(), event.kind().label(), event.fields()));
  }

  @Override
  public void verdict(Duration at, Step step, Verdict verdict) {
    verdicts.put(step.number(), verdict);
    verdictTimes.put(step.number(), at);
  }

  @Override
  public void end(RunSummary summary, List<InstanceView> last) {
    instances = last;
  }

  /** The verdict on a step. */
  Verdict verdict(int step) {
    return Objects.requireNonNull(verdicts.get(step));
  }

  /** How long after the verdict on one step that on another was told. */
  Duration between(int step, int later) {
    return Objects.requireNonNull(verdictTimes.get(later))
        .minus(Objects.requireNonNull(verdictTimes.get(step)));
  }

  /** The steps whose expectation failed, and how. */
  Map<Integer, String> failures() {
    Map<Integer, String> failures = new TreeMap<>();
    verdicts.forEach(
        (step, verdict) -> {
          if (!verdict.ok()) {
            failures.put(step, verdict.difference());
          }
        });
    return failures;
  }
}
