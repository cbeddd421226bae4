package io.drover.scenario.format;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;

/** How pieces of an input are shown in messages: short, printable, on one line. */
final class Text {

  private static final int LONGEST = 60;

  private Text() {}

  /** In quotes, without what a terminal would not show, cut when long. */
  static String quote(String found) {
    return "'" + clean(found) + "'";
  }

  /** What a value is, for a message that says that it should be something else. */
  static String found(ConfigValue value) {
    ConfigValueType type = value.valueType();
    return switch (type) {
      case OBJECT -> "an object in braces";
      case LIST -> "a list";
      case NULL -> "null";
      case STRING, NUMBER, BOOLEAN -> quote(String.valueOf(value.unwrapped()));
    };
  }

  /**
   * What the parser says is wrong, in one short line and without the place, which is told apart.
   */
  static String syntaxError(String whole, ConfigException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("end of file") || message.contains("End of input")) {
      return "the %s ends before everything that it opens is closed: a }, a ] or a quote is missing"
          .formatted(whole);
    }
    if (failure instanceof ConfigException.UnresolvedSubstitution) {
      return "nothing to put in: " + clean(message.replaceFirst("^.*value: ", ""));
    }
    String text =
        message
            .replaceFirst("^[^:]*: (\\d+: )?", "")
            .replaceFirst("expecting a close parentheses '\\)' here, not:", "unexpected")
            .replaceFirst(" \\(if you (intended|want) .*$", "");
    return "not valid HOCON: " + clean(text, 2 * LONGEST);
  }

  /** What is wrong with a setting, without the place, which is told apart. */
  static String unusable(ConfigException failure) {
    String message = String.valueOf(failure.getMessage());
    if (failure.origin() != null) {
      message = message.replace(failure.origin().description() + ": ", "");
    }
    return clean(message.replaceFirst("^Invalid value at ('[^']*'):", "$1"), 2 * LONGEST);
  }

  /** Printable, on one line, cut when long. */
  static String clean(String text) {
    return clean(text, LONGEST);
  }

  private static String clean(String text, int longest) {
    String printable = text.strip().replaceAll("[^\\p{Print}\\p{L}\\p{N}]+", "?");
    return printable.length() <= longest ? printable : printable.substring(0, longest) + "...";
  }
}
