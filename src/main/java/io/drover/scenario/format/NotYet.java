package io.drover.scenario.format;

/** What the format has and this version cannot play yet: refused by the check, never skipped. */
final class NotYet {

  private NotYet() {}

  /** Tells that {@code what} is in the format, but not in this version. */
  static String message(String what) {
    return "this version does not have " + what + " yet";
  }
}
