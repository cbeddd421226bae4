package io.drover.explorer;

import com.typesafe.config.ConfigUtil;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An object of a scenario as it is written: one line, with as few quotes as can be. */
final class Hocon {

  private static final List<String> SIZES = List.of("TiB", "GiB", "MiB", "KiB");
  private static final List<String> TAKEN =
      List.of("true", "false", "null", "yes", "no", "on", "off", "include");

  private final StringJoiner pairs = new StringJoiner(", ", "{ ", " }");

  /** A key with a value that is written already. */
  Hocon put(String key, String value) {
    pairs.add(key + " = " + value);
    return this;
  }

  /** A key with a name or a word, left out when there is none. */
  Hocon name(String key, @Nullable String value) {
    return value == null ? this : put(key, word(value));
  }

  /** An object inside this one. */
  Hocon object(String key, Hocon value) {
    pairs.add(key + " " + value);
    return this;
  }

  @Override
  public String toString() {
    return pairs.toString();
  }

  /** A name or word, in quotes only when it needs them. */
  static String word(String value) {
    boolean plain =
        value.matches("[a-zA-Z][a-zA-Z0-9_-]*") && !TAKEN.contains(value.toLowerCase(Locale.ROOT));
    return plain ? value : text(value);
  }

  /** Text in quotes. */
  static String text(String value) {
    return ConfigUtil.quoteString(value);
  }

  /** Names in brackets. */
  static String list(List<String> names) {
    return "[" + String.join(", ", names.stream().map(Hocon::word).toList()) + "]";
  }

  /** Bytes in the largest unit of which they are a whole number. */
  static String size(long bytes) {
    long unit = 1L << (10 * SIZES.size());
    for (String name : SIZES) {
      if (bytes != 0 && bytes % unit == 0) {
        return bytes / unit + " " + name;
      }
      unit >>= 10;
    }
    return bytes + " B";
  }

  /** Bytes per second. */
  static String rate(long bytes) {
    return size(bytes) + "/s";
  }

  /** A duration in the largest unit of which it is a whole number. */
  static String duration(Duration duration) {
    long nanos = TimeUnit.NANOSECONDS.convert(duration);
    if (nanos % 1_000_000_000 == 0) {
      return nanos / 1_000_000_000 + " s";
    }
    return nanos % 1_000_000 == 0 ? nanos / 1_000_000 + " ms" : nanos + " ns";
  }
}
