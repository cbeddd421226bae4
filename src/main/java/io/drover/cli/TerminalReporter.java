package io.drover.cli;

import io.drover.model.InstanceView;
import io.drover.scenario.Event;
import io.drover.scenario.EventKind;
import io.drover.scenario.RunOptions;
import io.drover.scenario.RunReporter;
import io.drover.scenario.RunSummary;
import io.drover.scenario.Scenario;
import io.drover.scenario.Step;
import io.drover.scenario.Verdict;
import java.time.Duration;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;

/** Tells a run at a terminal: lines that scroll, and below them a bar for each transfer. */
final class TerminalReporter implements RunReporter {

  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle STEP = PLAIN.bold();
  private static final AttributedStyle GOOD = PLAIN.foreground(AttributedStyle.GREEN);
  private static final AttributedStyle BAD = PLAIN.bold().foreground(AttributedStyle.RED);
  private static final AttributedStyle BAR = PLAIN.foreground(AttributedStyle.CYAN);

  private final Terminal terminal;
  private final Display display;
  private final Story story = new Story();
  private final TransferBars bars = new TransferBars();

  /** Draws on {@code terminal}, which stays its owner's. */
  TerminalReporter(Terminal terminal) {
    this.terminal = terminal;
    display = new Display(terminal, false);
  }

  @Override
  public void begin(Scenario scenario, RunOptions options) {
    line(PlainReporter.title(scenario, options), STEP);
  }

  @Override
  public void event(Event event) {
    boolean moved = bars.take(event);
    if (event.kind() == EventKind.MIGRATION_PROGRESS) {
      if (moved) {
        draw();
      }
      return;
    }
    boolean step = event.kind() == EventKind.STEP;
    story
        .sentence(event)
        .ifPresentOrElse(
            text ->
                line(Story.time(event.at()) + (step ? "  " : "    ") + text, step ? STEP : PLAIN),
            this::draw);
  }

  /** Shows no transfer until more is told of it. */
  void forgetTransfers() {
    bars.clear();
    draw();
  }

  @Override
  public void verdict(Duration at, Step step, Verdict verdict) {
    line(Story.time(at) + "    " + PlainReporter.verdict(verdict), verdict.ok() ? GOOD : BAD);
  }

  @Override
  public void end(RunSummary summary, List<InstanceView> instances) {
    display.update(List.of(), 0);
    terminal.writer().print(InstanceTable.of(instances));
    line(PlainReporter.summary(summary), summary.ok() ? GOOD : BAD);
    display.update(List.of(), 0);
    terminal.flush();
  }

  /** A line above the bars. */
  private void line(String text, AttributedStyle style) {
    display.update(List.of(), 0);
    new AttributedString(text, style).println(terminal);
    draw();
  }

  private void draw() {
    Size size = terminal.getSize();
    int columns = Math.max(20, size.getColumns());
    display.resize(size);
    List<AttributedString> lines =
        bars.lines().stream()
            .limit(Math.max(1, size.getRows() - 2))
            .map(text -> new AttributedString(text, BAR).columnSubSequence(0, columns - 1))
            .toList();
    display.update(lines, -1);
    terminal.flush();
  }
}
