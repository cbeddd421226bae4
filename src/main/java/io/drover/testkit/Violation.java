package io.drover.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A guarantee that did not hold.
 *
 * @param guarantee which one
 * @param who of which instance, by name, or of which host
 * @param at when it was found, on the run's clock
 * @param what what was found, in a sentence
 * @param before what happened last before that, oldest first, each with its time
 */
public record Violation(
    Guarantee guarantee, String who, Duration at, String what, List<String> before) {

  /** Copies the list. */
  public Violation {
    before = List.copyOf(before);
  }

  /** All but what happened before, on one line. */
  public String summary() {
    return "%s (%s) is violated by %s at %s s: %s"
        .formatted(guarantee.label(), guarantee.sentence(), who, seconds(at), what);
  }

  /** The whole of it, on several lines. */
  @Override
  public String toString() {
    return before.isEmpty()
        ? summary()
        : summary() + "\n  before:\n    " + String.join("\n    ", before);
  }

  static String seconds(Duration at) {
    return String.format(Locale.ROOT, "%.3f", at.toMillis() / 1000.0);
  }
}
