package io.drover;

/**
 * A request of which nobody can tell whether it was taken: the journal failed while it was being
 * recorded, and it may have been stored. Look at what it is about before you ask again, or ask
 * again under the key that it had ({@link Drover#once}). The message says what failed.
 */
public final class OutcomeUnknownException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One with its sentence. */
  public OutcomeUnknownException(String message) {
    super(message);
  }
}
