package io.drover.explorer;

import io.drover.scenario.Coverage;
import io.drover.scenario.ScenarioRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What all runs so far have shown together. Thread-safe. */
final class Tally {

  private final Map<String, Integer> runs = new LinkedHashMap<>();
  private final Map<String, CaseRun> distinct = new LinkedHashMap<>();
  private Duration virtual = Duration.ZERO;
  private Coverage coverage = Coverage.NONE;
  private long messages;
  private long accepted;
  private long refused;
  private long cut;
  private int failed;

  synchronized void add(CaseRun result) {
    runs.merge(result.tried().part(), 1, Integer::sum);
    if (!result.findings().isEmpty()) {
      failed++;
      distinct.putIfAbsent(result.findings().get(0).pattern(), result);
    }
    ScenarioRun run = result.run();
    if (run != null) {
      virtual = virtual.plus(run.summary().virtual());
      coverage = coverage.plus(run.coverage());
      messages += run.messages();
      accepted += run.accepted();
      refused += run.refused();
      cut += run.cut();
    }
  }

  /** How many runs there were of each part, in the order in which they began. */
  synchronized Map<String, Integer> runs() {
    return new LinkedHashMap<>(runs);
  }

  synchronized int total() {
    return runs.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How many runs showed something that they should not have. */
  synchronized int failed() {
    return failed;
  }

  /** One run for each kind of thing that was shown. */
  synchronized List<CaseRun> distinct() {
    return new ArrayList<>(distinct.values());
  }

  synchronized Coverage coverage() {
    return coverage;
  }

  /** Runs, time, messages and requests, on two lines. */
  synchronized List<String> lines() {
    return List.of(
        "runs: %d (%s)".formatted(total(), String.join(", ", parts())),
        "virtual time: %.1f h, messages: %,d".formatted(virtual.toMillis() / 3_600_000.0, messages),
        "requests: %,d accepted, %,d refused, %,d cut off by a crash"
            .formatted(accepted, refused, cut));
  }

  private List<String> parts() {
    return runs.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList();
  }
}
