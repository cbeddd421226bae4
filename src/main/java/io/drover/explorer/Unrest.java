package io.drover.explorer;

import io.drover.model.InstanceView;
import io.drover.scenario.Action;
import io.drover.scenario.Event;
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
import java.util.Map;
import java.util.Objects;

/** Notes what had not come to rest when that was awaited, and passes everything on. */
final class Unrest implements RunReporter {

  private static final String NEVER_BOOTED = "not-found";

  private final RunReporter next;
  private final List<Finding> findings = new ArrayList<>();

  Unrest(RunReporter next) {
    this.next = next;
  }

  List<Finding> findings() {
    return findings;
  }

  @Override
  public void verdict(Duration at, Step step, Verdict verdict) {
    next.verdict(at, step, verdict);
    if (!verdict.ok()
        && !(step.action() instanceof Action.Await await && excused(await, verdict))) {
      findings.add(
          new Finding(
              Finding.UNREST, step.text() + ": " + Objects.requireNonNull(verdict.actual())));
    }
  }

  /** An instance whose boot was refused is not to be waited for; nor is one in a short await. */
  private static boolean excused(Action.Await await, Verdict verdict) {
    Map<String, ?> actual = verdict.actual();
    return !QuietEnd.isAwait(await)
        || (actual != null
            && actual.get("pending") instanceof Map<?, ?> pending
            && pending.values().stream().allMatch(NEVER_BOOTED::equals));
  }

  @Override
  public void begin(Scenario scenario, RunOptions options) {
    next.begin(scenario, options);
  }

  @Override
  public void event(Event event) {
    next.event(event);
  }

  @Override
  public void called(PortCall call) {
    next.called(call);
  }

  @Override
  public void end(RunSummary summary, List<InstanceView> instances) {
    next.end(summary, instances);
  }
}
