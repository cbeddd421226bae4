package io.drover;

import io.drover.model.Refusal;

/** A request that was refused; nothing happened. The message says why and what would do. */
public final class RequestRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Refusal reason;

  /** A refusal with its sentence. */
  public RequestRefusedException(Refusal reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why, as one of a closed list. */
  public Refusal reason() {
    return reason;
  }
}
