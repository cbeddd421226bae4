package io.drover.command;

/** A command on a host that ran and failed; Nova's ProcessExecutionError. */
public final class ProcessExecutionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String command;
  private final int exitCode;
  private final String stderr;

  /**
   * A failed command.
   *
   * @param command what was run, without secrets
   * @param exitCode how it ended
   * @param stderr what it said
   */
  public ProcessExecutionException(String command, int exitCode, String stderr) {
    super("'%s' ended with %d: %s".formatted(command, exitCode, stderr));
    this.command = command;
    this.exitCode = exitCode;
    this.stderr = stderr;
  }

  /** What was run. */
  public String command() {
    return command;
  }

  /** How the command ended. */
  public int exitCode() {
    return exitCode;
  }

  /** What it said. */
  public String stderr() {
    return stderr;
  }
}
