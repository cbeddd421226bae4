package io.drover.scenario.format;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Compares settings with those that there are: each path must exist and have a value of the kind
 * that the default value has. Then has them read as they will be read.
 */
public final class SettingsCheck {

  private static final String OPTION = "--set";

  private static final ConfigObject NONE = ConfigFactory.empty().root();

  private final ConfigObject known;
  private final Consumer<Config> reading;

  /**
   * A check against what is known.
   *
   * @param known every setting that there is with its default, with paths below {@code drover}
   * @param reading reads all settings and throws {@link ConfigException} when one cannot be used
   */
  public SettingsCheck(Config known, Consumer<Config> reading) {
    this.known = known.root();
    this.reading = reading;
  }

  /**
   * Reads {@code key=value} pairs as given on a command line; later ones win.
   *
   * @throws InvalidScenarioException with everything that is wrong
   */
  public Config read(List<String> pairs) throws InvalidScenarioException {
    Problems problems = new Problems(OPTION);
    Config settings = ConfigFactory.empty();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        problems.add(0, Text.clean(pair), "expected key=value");
        continue;
      }
      String key = pair.substring(0, equals).strip();
      Config one;
      try {
        one = value(pair.substring(equals + 1).strip()).atPath(key);
      } catch (ConfigException.BadPath e) {
        problems.add(0, Text.clean(key), "not a path of keys joined by dots");
        continue;
      } catch (ConfigException e) {
        problems.add(0, Text.clean(key), Text.syntaxError("value", e));
        continue;
      }
      check(one.root(), "", problems);
      settings = one.withFallback(settings);
    }
    if (!problems.none()) {
      throw new InvalidScenarioException(problems.all());
    }
    return settings;
  }

  /** An object, a list or a quoted text is HOCON; anything else is taken as it is. */
  private static ConfigValue value(String text) {
    boolean hocon = text.startsWith("{") || text.startsWith("[") || text.startsWith("\"");
    return hocon
        ? ConfigFactory.parseString("value = " + text).getValue("value")
        : ConfigValueFactory.fromAnyRef(text, OPTION);
  }

  void check(ConfigObject given, String path, Problems problems) {
    int before = problems.count();
    check(given, known, path, "", problems);
    if (problems.count() == before) {
      try {
        reading.accept(given.toConfig().withFallback(known));
      } catch (ConfigException e) {
        ConfigOrigin origin = e.origin() == null ? given.origin() : e.origin();
        problems.add(origin, path, Text.unusable(e));
      }
    }
  }

  private void check(
      ConfigObject given, ConfigObject expected, String path, String below, Problems problems) {
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(given).entrySet()) {
      String key = entry.getKey();
      ConfigValue value = entry.getValue();
      ConfigValue standard = expected.get(key);
      String full = below.isEmpty() ? key : below + "." + key;
      String shown = path.isEmpty() ? full : path + "." + full;
      if (standard == null && value instanceof ConfigObject deeper && !deeper.isEmpty()) {
        check(deeper, NONE, path, full, problems);
      } else if (standard == null) {
        problems.add(value.origin(), Text.clean(shown), unknown(full));
      } else if (value instanceof ConfigObject object
          && standard instanceof ConfigObject deeper
          && !deeper.isEmpty()) {
        check(object, deeper, path, full, problems);
      } else {
        kind(value, standard, shown, problems);
      }
    }
  }

  private String unknown(String key) {
    SortedSet<String> paths = new TreeSet<>();
    paths(known, "", paths);
    List<String> near = Suggestions.nearest(key, paths);
    String last = key.substring(key.lastIndexOf('.') + 1);
    List<String> same = paths.stream().filter(p -> p.endsWith("." + last)).toList();
    List<String> guesses = new ArrayList<>(near.isEmpty() ? same : near);
    return "there is no setting "
        + Text.quote(key)
        + (guesses.isEmpty()
            ? "; reference.conf lists them all"
            : " (did you mean " + String.join(" or ", guesses) + "?)");
  }

  private static void paths(ConfigObject object, String below, SortedSet<String> paths) {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      String path = below.isEmpty() ? entry.getKey() : below + "." + entry.getKey();
      if (entry.getValue() instanceof ConfigObject deeper && !deeper.isEmpty()) {
        paths(deeper, path, paths);
      } else {
        paths.add(path);
      }
    }
  }

  private static void kind(
      ConfigValue value, ConfigValue standard, String path, Problems problems) {
    try {
      kindOf(standard).read(value);
    } catch (Invalid e) {
      problems.add(value.origin(), Text.clean(path), String.valueOf(e.getMessage()));
    }
  }

  /** The kind of value that a setting has, as its default value shows it. */
  private static Kind<?> kindOf(ConfigValue standard) {
    return switch (standard.valueType()) {
      case NUMBER -> standard.unwrapped() instanceof Double ? Kinds.NUMBER : Kinds.integer(0);
      case BOOLEAN -> Kinds.FLAG;
      case STRING ->
          Stream.of(Kinds.DURATION, Kinds.SIZE)
              .<Kind<?>>map(kind -> kind)
              .filter(kind -> reads(kind, standard))
              .findFirst()
              .orElse(Kinds.SCALAR);
      case OBJECT, LIST, NULL ->
          Kind.of(
              standard,
              value -> {
                if (value.valueType() != standard.valueType()) {
                  throw new Invalid(
                      "expected %s, found %s".formatted(Text.found(standard), Text.found(value)));
                }
                return value;
              });
    };
  }

  private static boolean reads(Kind<?> kind, ConfigValue value) {
    try {
      kind.read(value);
      return true;
    } catch (Invalid e) {
      return false;
    }
  }
}
