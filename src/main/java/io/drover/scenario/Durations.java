package io.drover.scenario;

import java.time.Duration;
import java.util.Locale;

/** How durations are written for people. */
public final class Durations {

  private Durations() {}

  /** In words of HOCON, such as {@code 1.5 s} or {@code 250 ms}. */
  public static String words(Duration duration) {
    long millis = duration.toMillis();
    if (Math.abs(millis) < 1000) {
      return millis + " ms";
    }
    return millis % 1000 == 0
        ? millis / 1000 + " s"
        : String.format(Locale.ROOT, "%.3f", millis / 1000.0).replaceAll("0+$", "") + " s";
  }
}
