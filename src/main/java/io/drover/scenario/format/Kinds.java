package io.drover.scenario.format;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.drover.model.Labelled;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The kinds of values in a scenario. */
final class Kinds {

  /** A name or a word: any scalar, as HOCON writes it. */
  static final Kind<String> NAME =
      Kind.of(
          "?",
          value -> {
            String text = scalar(value, "a name");
            if (text.isBlank()) {
              throw new Invalid("expected a name, found an empty one");
            }
            return text;
          });

  /** Any scalar. */
  static final Kind<String> SCALAR = Kind.of("", value -> scalar(value, "a value"));

  /** A number of any kind that is not negative. */
  static final Kind<BigDecimal> NUMBER = Kind.of(BigDecimal.ONE, Kinds::number);

  /** Bytes, in HOCON size syntax. */
  static final Kind<Long> SIZE = Kind.of(1L, value -> size(value, "a size such as 64 GiB"));

  /** Bytes per second: a size followed by {@code /s}, or 0. */
  static final Kind<Long> RATE = Kind.of(1L, Kinds::rate);

  /** A duration in HOCON syntax, not negative. */
  static final Kind<Duration> DURATION = Kind.of(Duration.ZERO, Kinds::duration);

  /** Yes or no, as HOCON writes it. */
  static final Kind<Boolean> FLAG = Kind.of(false, Kinds::flag);

  private static final String PROBE = "value";

  private Kinds() {}

  /** A whole number that is at least {@code least}. */
  static Kind<Integer> integer(int least) {
    return Kind.of(
        Math.max(least, 1),
        value -> {
          String text = scalar(value, "a whole number");
          int number;
          try {
            number = new BigDecimal(text).intValueExact();
          } catch (ArithmeticException | NumberFormatException e) {
            throw new Invalid("expected a whole number, found " + Text.quote(text));
          }
          if (number < least) {
            throw new Invalid("must be at least " + least + ", found " + number);
          }
          return number;
        });
  }

  /** {@code kind}, but not nothing. */
  static Kind<Long> positive(Kind<Long> kind) {
    return Kind.of(
        1L,
        value -> {
          long number = kind.read(value);
          if (number == 0) {
            throw new Invalid("must be more than 0");
          }
          return number;
        });
  }

  /** One of the given words. */
  static Kind<String> word(String what, List<String> words) {
    return Kind.of(
        words.get(0),
        value -> {
          String text = scalar(value, "one of " + String.join(", ", words));
          if (!words.contains(text)) {
            throw new Invalid(Suggestions.unknown(what, "known", text, words));
          }
          return text;
        });
  }

  /** One of the labels of a closed vocabulary. */
  static <E extends Enum<E> & Labelled> Kind<E> label(String what, Class<E> vocabulary) {
    E[] all = vocabulary.getEnumConstants();
    Kind<String> word = word(what, labels(all));
    return Kind.of(
        all[0],
        value -> {
          String text = word.read(value);
          return Arrays.stream(all).filter(e -> e.label().equals(text)).findFirst().orElseThrow();
        });
  }

  /** The labels of these values. */
  static List<String> labels(Labelled... values) {
    return Arrays.stream(values).map(Labelled::label).toList();
  }

  /** A list. */
  static <T> Kind<List<T>> list(String what, Kind<T> element) {
    return Kind.of(
        List.of(),
        value -> {
          if (!(value instanceof ConfigList list)) {
            throw new Invalid(expected("a list of " + what + " in brackets", value));
          }
          List<T> elements = new ArrayList<>();
          for (ConfigValue each : list) {
            elements.add(element.read(each));
          }
          return elements;
        });
  }

  private static String expected(String what, ConfigValue value) {
    return "expected " + what + ", found " + Text.found(value);
  }

  private static String scalar(ConfigValue value, String what) throws Invalid {
    ConfigValueType type = value.valueType();
    if (type == ConfigValueType.OBJECT
        || type == ConfigValueType.LIST
        || type == ConfigValueType.NULL) {
      throw new Invalid(expected(what, value));
    }
    return String.valueOf(value.unwrapped());
  }

  private static BigDecimal number(ConfigValue value) throws Invalid {
    String text = scalar(value, "a number");
    notNegative(text);
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new Invalid("expected a number, found " + Text.quote(text));
    }
  }

  private static long size(ConfigValue value, String what) throws Invalid {
    String text = scalar(value, what);
    notNegative(text);
    try {
      return probe(text).getBytes(PROBE);
    } catch (ConfigException e) {
      throw new Invalid("expected " + what + ", found " + Text.quote(text));
    }
  }

  private static long rate(ConfigValue value) throws Invalid {
    String what = "a rate, which is a size followed by /s, such as 100 MiB/s";
    String text = scalar(value, what).strip();
    if (text.equals("0")) {
      return 0;
    }
    if (!text.endsWith("/s")) {
      throw new Invalid("expected " + what + ", found " + Text.quote(text));
    }
    String size = text.substring(0, text.length() - 2);
    return size(ConfigValueFactory.fromAnyRef(size), what);
  }

  private static Duration duration(ConfigValue value) throws Invalid {
    String what = "a duration such as 30 s or 500 ms";
    String text = scalar(value, what);
    notNegative(text);
    try {
      return probe(text).getDuration(PROBE);
    } catch (ConfigException e) {
      throw new Invalid("expected " + what + ", found " + Text.quote(text));
    }
  }

  private static boolean flag(ConfigValue value) throws Invalid {
    String text = scalar(value, "true or false").toLowerCase(Locale.ROOT);
    try {
      return probe(text).getBoolean(PROBE);
    } catch (ConfigException e) {
      throw new Invalid("expected true or false, found " + Text.quote(text));
    }
  }

  private static void notNegative(String text) throws Invalid {
    if (text.strip().startsWith("-")) {
      throw new Invalid("must not be negative, found " + Text.quote(text));
    }
  }

  private static Config probe(String text) {
    return ConfigValueFactory.fromAnyRef(text).atKey(PROBE);
  }
}
