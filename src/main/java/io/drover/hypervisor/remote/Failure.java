package io.drover.hypervisor.remote;

import io.drover.command.ProcessExecutionException;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.runtime.Stages;
import org.jspecify.annotations.Nullable;

/**
 * A failure as it travels. What a caller tells apart keeps its type, its text and what it says of
 * the effect; all else has failed in an unknown way.
 *
 * @param kind of a hypervisor; null: not one of its failures
 * @param message what went wrong; of a command, what it said
 * @param command the command that ran and failed; null: none did
 * @param exitCode how that ended
 * @param refused whether the arguments of the call were refused
 */
record Failure(
    @Nullable Kind kind, String message, @Nullable String command, int exitCode, boolean refused) {

  static Failure of(Throwable thrown) {
    Throwable cause = Stages.cause(thrown);
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    if (cause instanceof HypervisorException hypervisor) {
      return new Failure(hypervisor.kind(), message, null, 0, false);
    } else if (cause instanceof ProcessExecutionException process) {
      return new Failure(null, process.stderr(), process.command(), process.exitCode(), false);
    }
    return new Failure(null, message, null, 0, cause instanceof IllegalArgumentException);
  }

  RuntimeException exception() {
    if (kind != null) {
      return new HypervisorException(kind, message);
    } else if (command != null) {
      return new ProcessExecutionException(command, exitCode, message);
    }
    return refused
        ? new IllegalArgumentException(message)
        : new HypervisorException(Kind.FAILED, message);
  }
}
