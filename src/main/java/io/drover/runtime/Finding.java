package io.drover.runtime;

/**
 * What was found out about one part of the environment.
 *
 * @param subject the part
 * @param level whether it works
 * @param text what is so and, if it does not work, what would help
 */
public record Finding(String subject, Level level, String text) {

  /** Whether a part works. */
  public enum Level {
    /** It works. */
    WORKS,
    /** It does not, which matters only to who wants it. */
    OPTIONAL,
    /** It does not, and nothing goes without it. */
    MISSING
  }

  static Finding works(String subject, String text) {
    return new Finding(subject, Level.WORKS, text);
  }

  static Finding optional(String subject, String text) {
    return new Finding(subject, Level.OPTIONAL, text);
  }

  static Finding missing(String subject, String text) {
    return new Finding(subject, Level.MISSING, text);
  }
}
