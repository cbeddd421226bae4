package io.drover.command;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command with placeholders such as <code>{device}</code>: a program and its arguments, which no
 * shell reads here.
 *
 * @param arguments the program first
 */
public record CommandTemplate(List<String> arguments) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z][a-z0-9-]*)}");

  /** What means the same to a program and to the shell of another host, which ssh hands it to. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_./:@%+=,][A-Za-z0-9_./:@%+=,-]*");

  /** Copies the list; refuses an empty one with an {@link IllegalArgumentException}. */
  public CommandTemplate {
    arguments = List.copyOf(arguments);
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("a command must name a program");
    }
  }

  /** The names of all placeholders. */
  public SortedSet<String> placeholders() {
    SortedSet<String> names = new TreeSet<>();
    for (String argument : arguments) {
      PLACEHOLDER.matcher(argument).results().forEach(found -> names.add(found.group(1)));
    }
    return names;
  }

  /**
   * The command with these values.
   *
   * @throws IllegalArgumentException when a value is missing, or could be more than one argument to
   *     a shell
   */
  public List<String> fill(Map<String, String> values) {
    return arguments.stream().map(argument -> fill(argument, values)).toList();
  }

  private static String fill(String argument, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(argument)
        .replaceAll(found -> Matcher.quoteReplacement(value(found.group(1), values)));
  }

  private static String value(String name, Map<String, String> values) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no value for {%s}".formatted(name));
    } else if (!PLAIN.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "'%s' cannot stand for {%s} in a command: it has a character that a shell reads"
              .formatted(value, name));
    }
    return value;
  }
}
