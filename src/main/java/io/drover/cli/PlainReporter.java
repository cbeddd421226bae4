package io.drover.cli;

import io.drover.model.InstanceView;
import io.drover.scenario.Durations;
import io.drover.scenario.Event;
import io.drover.scenario.EventKind;
import io.drover.scenario.RunOptions;
import io.drover.scenario.RunReporter;
import io.drover.scenario.RunSummary;
import io.drover.scenario.Scenario;
import io.drover.scenario.Step;
import io.drover.scenario.Verdict;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Tells a run in lines that read like a story. */
final class PlainReporter implements RunReporter {

  private static final String INDENT = "  ";

  private final PrintWriter out;
  private final Story story = new Story();

  PlainReporter(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void begin(Scenario scenario, RunOptions options) {
    out.println(title(scenario, options));
  }

  /** What is played, and how. */
  static String title(Scenario scenario, RunOptions options) {
    String speed =
        options.speed() == 1
            ? ""
            : " at speed "
                + BigDecimal.valueOf(options.speed()).stripTrailingZeros().toPlainString();
    return "%s (%s hosts, %s time%s, seed %d)"
        .formatted(
            scenario.name(),
            options.hypervisor().name().toLowerCase(Locale.ROOT),
            options.time().name().toLowerCase(Locale.ROOT),
            speed,
            options.seed());
  }

  @Override
  public void event(Event event) {
    String indent = event.kind() == EventKind.STEP ? INDENT : INDENT + INDENT;
    story.sentence(event).ifPresent(text -> out.println(Story.time(event.at()) + indent + text));
    out.flush();
  }

  @Override
  public void verdict(Duration at, Step step, Verdict verdict) {
    out.println(Story.time(at) + INDENT + INDENT + verdict(verdict));
    out.flush();
  }

  /** A verdict in a sentence. */
  static String verdict(Verdict verdict) {
    return verdict.ok() ? "holds" : "FAILED: " + verdict.difference();
  }

  @Override
  public void end(RunSummary summary, List<InstanceView> instances) {
    out.print(InstanceTable.of(instances));
    out.println(summary(summary));
    out.flush();
  }

  /** How a run ended, in a sentence. */
  static String summary(RunSummary summary) {
    String result =
        summary.ok()
            ? "all %d expectations held".formatted(summary.expectations())
            : "%d of %d expectations failed".formatted(summary.failed(), summary.expectations());
    String violated =
        summary.violations() == 0
            ? ""
            : ", guarantees were violated %d times".formatted(summary.violations());
    return "%s: %s%s (%s, %s real)"
        .formatted(
            summary.scenario(),
            result,
            violated,
            Durations.words(summary.virtual()),
            Durations.words(summary.real()));
  }
}
