package io.drover.migration;

/**
 * Something that a migration or an operation could not undo or release in time. It is tried again
 * until it is gone.
 *
 * @param kind what is to be done
 * @param host where
 * @param why why it could not be done, as a sentence
 */
public record Leftover(CleanUp.Kind kind, String host, String why) {

  /** What people are told. */
  public String sentence() {
    return "could not %s on %s: %s".formatted(kind.words(), host, why);
  }

  CleanUp.Action action() {
    return new CleanUp.Action(kind, host);
  }
}
