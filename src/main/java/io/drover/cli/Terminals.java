package io.drover.cli;

/** Whether there is a terminal to draw on. */
final class Terminals {

  /** Set by {@code scripts/drover}, which can ask about standard output alone. */
  private static final String PROPERTY = "io.drover.cli.terminal";

  private Terminals() {}

  /** Whether standard output is a terminal that can do more than print lines. */
  static boolean stdoutIsOne() {
    String type = System.getenv("TERM");
    return Boolean.getBoolean(PROPERTY) && type != null && !type.equals("dumb");
  }
}
