package io.drover.torture;

import java.io.IOException;

/** A request had no answer for as long as anybody has to wait for one. */
final class UnansweredException extends IOException {
  private static final long serialVersionUID = 1L;

  UnansweredException(String message) {
    super(message);
  }
}
