package io.drover.control;

import org.jspecify.annotations.Nullable;

/** A local socket that cannot be had or reached; the message says why in a sentence. */
public final class SocketUnusableException extends Exception {
  private static final long serialVersionUID = 1L;

  SocketUnusableException(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }
}
