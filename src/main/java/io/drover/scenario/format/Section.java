package io.drover.scenario.format;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An object of a file while it is read: remembers which keys were asked for, so that those left
 * over can be told.
 */
final class Section {

  private final ConfigObject object;
  private final String path;
  private final Problems problems;
  private final Set<String> known = new LinkedHashSet<>();

  Section(ConfigObject object, String path, Problems problems) {
    this.object = object;
    this.path = path;
    this.problems = problems;
  }

  /** The value of a key, or null when it is missing. */
  @Nullable ConfigValue take(String key) {
    known.add(key);
    return object.get(key);
  }

  boolean has(String key) {
    return object.containsKey(key);
  }

  /** The keys that are there, in ascending order. */
  Set<String> keys() {
    return new TreeSet<>(object.keySet());
  }

  int line() {
    return Problems.lineOf(object.origin());
  }

  Problems problems() {
    return problems;
  }

  /** The value of a key that may be missing. */
  <T> Optional<T> optional(String key, Kind<T> kind) {
    ConfigValue value = take(key);
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(kind.read(value));
    } catch (Invalid e) {
      problems.add(value.origin(), pathOf(key), String.valueOf(e.getMessage()));
      return Optional.of(kind.placeholder());
    }
  }

  /** The value of a key that may not be missing; {@code advice} says what to write. */
  <T> T required(String key, Kind<T> kind, String advice) {
    return optional(key, kind)
        .orElseGet(
            () -> {
              missing(key, advice);
              return kind.placeholder();
            });
  }

  /** The object of a key, if it is there and an object. */
  Optional<Section> object(String key) {
    ConfigValue value = take(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof ConfigObject inner) {
      return Optional.of(new Section(inner, pathOf(key), problems));
    }
    wrong(key, "expected an object in braces, found " + Text.found(value));
    return Optional.empty();
  }

  /** The objects in the object of a key, if it is there, by their names in ascending order. */
  SortedMap<String, Section> each(String key) {
    SortedMap<String, Section> sections = new TreeMap<>();
    object(key)
        .ifPresent(
            all ->
                all.keys()
                    .forEach(name -> all.object(name).ifPresent(one -> sections.put(name, one))));
    return sections;
  }

  /** Tells that a key is missing and what to write. */
  void missing(String key, String advice) {
    problems.add(object.origin(), pathOf(key), "missing; " + advice);
  }

  /** Tells that a key of this object, or the object itself when the key is empty, is wrong. */
  void wrong(String key, String message) {
    ConfigValue value = object.get(key);
    problems.add(value == null ? object.origin() : value.origin(), pathOf(key), message);
  }

  /** The keys that nobody asked for, in ascending order. */
  List<String> leftOver() {
    return keys().stream().filter(key -> !known.contains(key)).toList();
  }

  /** Tells every key that nobody asked for. */
  void close() {
    leftOver().forEach(key -> wrong(key, Suggestions.unknown("key", "known here", key, known)));
  }

  private String pathOf(String key) {
    return path + (key.isEmpty() || path.isEmpty() ? "" : ".") + Text.clean(key);
  }
}
