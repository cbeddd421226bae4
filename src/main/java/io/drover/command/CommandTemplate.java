package io.drover.command;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /**
   * Reads a command.
   *
   * @param key where it stands, for the message
   * @param known the placeholders that have values
   * @throws ConfigException when it is no list of arguments or has another placeholder
   */
  public static CommandTemplate of(String key, ConfigValue value, Set<String> known) {
    if (!(value instanceof ConfigList list) || list.isEmpty()) {
      throw new ConfigException.BadValue(
          value.origin(), key, "a command is a list: a program and its arguments");
    }
    CommandTemplate template =
        new CommandTemplate(list.stream().map(argument -> text(key, argument)).toList());
    for (String name : template.placeholders()) {
      if (!known.contains(name)) {
        throw new ConfigException.BadValue(
            value.origin(), key, "there is no value for {%s}".formatted(name));
      }
    }
    return template;
  }

  private static String text(String key, ConfigValue argument) {
    if (argument.valueType() == ConfigValueType.STRING
        || argument.valueType() == ConfigValueType.NUMBER) {
      return argument.unwrapped().toString();
    }
    throw new ConfigException.BadValue(
        argument.origin(), key, "an argument of a command must be a text or a number");
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
