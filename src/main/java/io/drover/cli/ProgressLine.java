package io.drover.cli;

import io.drover.runtime.RealTimeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/** How far something is: a line that changes at a terminal, else a further line now and then. */
final class ProgressLine implements AutoCloseable {

  private final PrintWriter err;
  private final Duration interval;
  private final @Nullable Terminal terminal;
  private final RealTimeline wall = new RealTimeline();
  private Duration last = wall.elapsed();

  private ProgressLine(PrintWriter err, Duration interval, @Nullable Terminal terminal) {
    this.err = err;
    this.interval = interval;
    this.terminal = terminal;
  }

  /** At the terminal if there is one, else a line to {@code err} each time the interval is over. */
  static ProgressLine open(PrintWriter err, Duration interval) throws IOException {
    Terminal terminal =
        Terminals.stdoutIsOne() ? TerminalBuilder.builder().system(true).build() : null;
    return new ProgressLine(err, interval, terminal);
  }

  void show(String text) {
    if (terminal != null) {
      clear(terminal);
      terminal.writer().print(text);
      terminal.flush();
    } else if (wall.elapsed().minus(last).compareTo(interval) >= 0) {
      last = wall.elapsed();
      err.println(text);
      err.flush();
    }
  }

  private static void clear(Terminal terminal) {
    terminal.puts(Capability.carriage_return);
    terminal.puts(Capability.clr_eol);
  }

  @Override
  public void close() throws IOException {
    wall.close();
    if (terminal != null) {
      clear(terminal);
      terminal.close();
    }
  }
}
