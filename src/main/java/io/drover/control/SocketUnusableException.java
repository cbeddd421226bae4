package io.drover.control;

import org.jspecify.annotations.Nullable;

/** A local socket that cannot be had or reached; the message says why in a sentence. */
public final class SocketUnusableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean forbidden;

  SocketUnusableException(String sentence, @Nullable Throwable cause) {
    this(sentence, cause, false);
  }

  private SocketUnusableException(String sentence, @Nullable Throwable cause, boolean forbidden) {
    super(sentence, cause);
    this.forbidden = forbidden;
  }

  static SocketUnusableException forbidden(String sentence, Throwable cause) {
    return new SocketUnusableException(sentence, cause, true);
  }

  /** Whether it is there, but not for this user. */
  public boolean forbidden() {
    return forbidden;
  }
}
