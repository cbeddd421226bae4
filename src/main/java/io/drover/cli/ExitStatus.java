package io.drover.cli;

/** What the command line's exit status says. */
final class ExitStatus {

  /** All expectations held. */
  static final int OK = 0;

  /** An expectation failed. */
  static final int FAILED = 1;

  /** The input or the usage is wrong. */
  static final int USAGE = 2;

  /** The environment does not allow it. */
  static final int ENVIRONMENT = 3;

  private ExitStatus() {}
}
