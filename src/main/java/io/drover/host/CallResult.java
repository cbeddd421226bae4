package io.drover.host;

import io.drover.command.ProcessExecutionException;
import io.drover.hypervisor.HypervisorException;
import io.drover.runtime.NoMandateException;
import io.drover.runtime.Stages;
import org.jspecify.annotations.Nullable;

/**
 * How an effect on a host ended: done, not done, or unknown. Unknown is not a failure; it is
 * settled by looking.
 *
 * @param outcome which of the three
 * @param failure what went wrong; null when done
 * @param message what went wrong, as a sentence; empty when done
 */
public record CallResult(Outcome outcome, @Nullable Failure failure, String message) {

  /** The effect happened. */
  public static final CallResult DONE = new CallResult(Outcome.DONE, null, "");

  /** The three results. */
  public enum Outcome {
    DONE,
    NOT_DONE,
    UNKNOWN
  }

  /** What went wrong. */
  public enum Failure {
    /** A command on the host ran and failed: worth another try. */
    PROCESS,
    NOT_FOUND,
    ALREADY_EXISTS,
    INVALID_STATE,
    NOT_SUPPORTED,
    HOST_DOWN,
    /** The host gives no answer, or may not be asked for want of a mandate. */
    UNREACHABLE,
    /** The host is fenced: whatever there is to be released there is, once it is back. */
    FENCED,
    /** An error without a more precise name. */
    ERROR,
    /** No answer within the deadline, or nobody is left to hear it. */
    TIMEOUT
  }

  /** Whether it is known to have happened. */
  public boolean done() {
    return outcome == Outcome.DONE;
  }

  /** Whether the call itself returned; one that did not may have its effect yet. */
  public boolean returned() {
    return failure != Failure.TIMEOUT
        && failure != Failure.UNREACHABLE
        && failure != Failure.FENCED;
  }

  /** Whether what was to be released is released: it was done, or is gone by itself. */
  public boolean released() {
    return done() || failure == Failure.NOT_FOUND || failure == Failure.HOST_DOWN;
  }

  /** Whether the host could not be worked with: off, not answering, or fenced. */
  public boolean hostLost() {
    return failure == Failure.HOST_DOWN
        || failure == Failure.UNREACHABLE
        || failure == Failure.FENCED;
  }

  /** The effect is known not to have happened. */
  public static CallResult notDone(Failure failure, String message) {
    return new CallResult(Outcome.NOT_DONE, failure, message);
  }

  /** Nobody knows yet whether it happened. */
  public static CallResult unknown(Failure failure, String message) {
    return new CallResult(Outcome.UNKNOWN, failure, message);
  }

  /** What the failure of a port's stage says. */
  static CallResult of(Throwable thrown) {
    Throwable cause = Stages.cause(thrown);
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    if (cause instanceof NoMandateException) {
      return notDone(Failure.UNREACHABLE, message);
    }
    if (cause instanceof ProcessExecutionException) {
      return unknown(Failure.PROCESS, message);
    }
    if (cause instanceof HypervisorException hypervisor) {
      Failure failure = failure(hypervisor.kind());
      return hypervisor.kind().nothingDone()
          ? notDone(failure, message)
          : unknown(failure, message);
    }
    return unknown(Failure.ERROR, message);
  }

  private static Failure failure(HypervisorException.Kind kind) {
    return switch (kind) {
      case NOT_FOUND -> Failure.NOT_FOUND;
      case ALREADY_EXISTS -> Failure.ALREADY_EXISTS;
      case INVALID_STATE -> Failure.INVALID_STATE;
      case NOT_SUPPORTED -> Failure.NOT_SUPPORTED;
      case HOST_DOWN -> Failure.HOST_DOWN;
      case UNREACHABLE -> Failure.UNREACHABLE;
      case FAILED -> Failure.ERROR;
    };
  }
}
