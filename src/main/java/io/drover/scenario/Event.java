package io.drover.scenario;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a run.
 *
 * @param at when, counted from the run's start on the run's clock
 * @param instance the name of the instance it is about; null: none in particular
 * @param kind what happened
 * @param fields more about it: the fields of the kind, in their order; strings, numbers, booleans,
 *     durations, lists of strings, or null
 */
public record Event(
    Duration at, @Nullable String instance, EventKind kind, Map<String, @Nullable Object> fields) {

  /** Copies the fields and refuses others than the kind's with an exception. */
  public Event {
    if (!Arrays.equals(kind.fields(), fields.keySet().toArray())) {
      throw new IllegalArgumentException(kind + " does not have the fields " + fields.keySet());
    }
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** An event with the values of its fields, in the order of the kind's fields. */
  public static Event of(
      Duration at, @Nullable String instance, EventKind kind, @Nullable Object... values) {
    String[] names = kind.fields();
    if (names.length != values.length) {
      throw new IllegalArgumentException(kind + " has " + names.length + " fields");
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      fields.put(names[i], values[i]);
    }
    return new Event(at, instance, kind, fields);
  }

  /** A field as text; empty when it has no value. */
  public String text(String field) {
    Object value = fields.get(field);
    return value == null ? "" : value.toString();
  }

  /** A field that is a number; 0 when it has no value. */
  public long number(String field) {
    return fields.get(field) instanceof Number number ? number.longValue() : 0;
  }
}
