package io.drover.scenario.format;

/** A value that is not what it should be; the message says what would be right. */
final class Invalid extends Exception {

  private static final long serialVersionUID = 1L;

  Invalid(String message) {
    super(message, null, false, false);
  }
}
