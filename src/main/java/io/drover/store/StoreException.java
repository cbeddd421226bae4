package io.drover.store;

/** A store that cannot be used; the message is a sentence for the operator. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, and where. */
  public StoreException(String sentence) {
    super(sentence);
  }

  /** What is wrong, where, and what showed it. */
  public StoreException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
