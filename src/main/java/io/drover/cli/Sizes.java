package io.drover.cli;

import java.util.List;
import java.util.Locale;

/** How sizes are written for people. */
final class Sizes {

  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

  private Sizes() {}

  /** Such as {@code 1.5 GiB}. */
  static String words(long bytes) {
    double size = bytes;
    int unit = 0;
    while (Math.abs(size) >= 1024 && unit < UNITS.size() - 1) {
      size /= 1024;
      unit++;
    }
    String number = String.format(Locale.ROOT, "%.1f", size);
    return number.replaceFirst("\\.0$", "") + " " + UNITS.get(unit);
  }
}
