package io.drover.explorer;

import com.typesafe.config.ConfigFactory;
import io.drover.scenario.RunOptions;
import io.drover.scenario.RunOptions.HypervisorKind;
import io.drover.scenario.RunOptions.TimeKind;
import io.drover.scenario.RunReporter;
import io.drover.scenario.ScenarioRun;
import io.drover.scenario.ScenarioRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * What came of one run.
 *
 * @param tried what was played
 * @param run what it showed; null when it broke
 * @param findings what it should not have shown, the gravest first
 */
record CaseRun(Case tried, @Nullable ScenarioRun run, List<Finding> findings) {

  private static final int DEEPEST = 12;

  /** Plays a case on virtual time, on the calling thread. */
  static CaseRun of(Case tried) {
    return of(tried, RunReporter.SILENT);
  }

  /** Plays a case and tells the reporter. */
  static CaseRun of(Case tried, RunReporter reporter) {
    Unrest unrest = new Unrest(reporter);
    RunOptions options =
        new RunOptions(
            HypervisorKind.SIMULATED, TimeKind.VIRTUAL, 1, tried.seed(), ConfigFactory.empty());
    try {
      ScenarioRun run = ScenarioRunner.play(tried.scenario(), options, unrest);
      List<Finding> findings = new ArrayList<>();
      run.violations().forEach(v -> findings.add(new Finding(v.guarantee().label(), v.toString())));
      findings.addAll(unrest.findings());
      return new CaseRun(tried, run, List.copyOf(findings));
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      return new CaseRun(tried, null, List.of(new Finding(Finding.BROKEN, text(e))));
    }
  }

  private static String text(Throwable failure) {
    StringBuilder text = new StringBuilder("the run broke: " + failure);
    StackTraceElement[] stack = failure.getStackTrace();
    for (int i = 0; i < Math.min(DEEPEST, stack.length); i++) {
      text.append("\n  at ").append(stack[i]);
    }
    return text.toString();
  }

  /** Whether it shows something of this key. */
  boolean shows(String key) {
    return findings.stream().anyMatch(finding -> finding.key().equals(key));
  }
}
