package io.drover.store;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values of all that a type can be, made from the components of its records, so that nothing that
 * is stored can be forgotten. Each record is made with and without what is optional: what may be
 * null, is a list, or is false or true. The same at each call, for the same types.
 */
final class Samples {

  /** What there is of the optional parts of a record. */
  private enum Parts {
    /** All of them. */
    FULL(""),
    /** Those of the record itself, without any of their own. */
    BARE_INSIDE(" with bare parts"),
    /** None. */
    BARE(" bare");

    private final String suffix;

    Parts(String suffix) {
      this.suffix = suffix;
    }

    Parts inside() {
      return this == FULL ? FULL : BARE;
    }
  }

  private Samples() {}

  /** Values of a record, or of all records that a sealed interface permits, each with a name. */
  static Map<String, Object> of(Class<?> type) {
    Map<String, Object> samples = new LinkedHashMap<>();
    for (Class<?> record : records(type)) {
      Set<Object> seen = new LinkedHashSet<>();
      for (Parts parts : Parts.values()) {
        of(record, parts)
            .forEach(
                (name, value) -> {
                  if (seen.add(value)) {
                    samples.put(record.getSimpleName() + name + parts.suffix, value);
                  }
                });
      }
    }
    return samples;
  }

  /** The words of all enums that values of this type can have in them, by the enum's name. */
  static Map<String, Set<String>> words(Class<?> type) {
    Map<String, Set<String>> words = new TreeMap<>();
    visit(
        type,
        new LinkedHashSet<>(),
        word -> {
          Set<String> all = new TreeSet<>();
          Arrays.stream(word.getEnumConstants()).forEach(each -> all.add(((Enum<?>) each).name()));
          words.put(name(word), all);
        });
    return words;
  }

  /** With the name of what it is nested in, and without that of its package. */
  static String name(Class<?> type) {
    return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
  }

  private static List<Class<?>> records(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(t -> records(t).stream()).toList()
        : List.of(type);
  }

  /** As many as the component that is a sealed interface has values, if there is one. */
  private static Map<String, Object> of(Class<?> record, Parts parts) {
    Map<String, Object> made = new LinkedHashMap<>();
    for (RecordComponent component : record.getRecordComponents()) {
      if (component.getType().isSealed()) {
        for (Class<?> choice : records(component.getType())) {
          made.put(" " + choice.getSimpleName(), make(record, parts, choice));
        }
      }
    }
    return made.isEmpty() ? Map.of("", make(record, parts, record)) : made;
  }

  private static Object make(Class<?> record, Parts parts, Class<?> choice) {
    RecordComponent[] components = record.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] =
          types[i].isSealed()
              ? make(choice, parts, choice)
              : value(components[i], components[i].getGenericType(), i, parts);
    }
    try {
      Constructor<?> constructor = record.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "no sample of %s can be made of %s".formatted(name(record), Arrays.toString(values)), e);
    }
  }

  private static @Nullable Object value(
      RecordComponent component, Type type, int place, Parts parts) {
    AnnotatedElement annotated = component.getAnnotatedType();
    if (parts == Parts.BARE && annotated.isAnnotationPresent(Nullable.class)) {
      return null;
    } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return parts == Parts.BARE ? List.of() : elements(component, list, place, parts);
    } else if (type == String.class) {
      return component.getName();
    } else if (type == boolean.class) {
      return parts != Parts.BARE;
    } else if (type == int.class) {
      return place + 1;
    } else if (type == long.class) {
      return (place + 1) * 10_000_000_000L;
    } else if (type == Instant.class) {
      return Instant.parse("2000-01-01T00:00:00.001002003Z").plusSeconds(place);
    } else if (type instanceof Class<?> word && word.isEnum()) {
      return word.getEnumConstants()[0];
    } else if (type instanceof Class<?> record && record.isRecord()) {
      return make(record, parts.inside(), record);
    }
    throw new IllegalStateException(
        "%s has a type that no sample can be made of: teach %s to make one"
            .formatted(component, Samples.class.getSimpleName()));
  }

  /** One element, or two when it has optional parts. */
  private static List<Object> elements(
      RecordComponent component, ParameterizedType list, int place, Parts parts) {
    Type element = list.getActualTypeArguments()[0];
    Set<Object> elements = new LinkedHashSet<>();
    for (Parts each : parts == Parts.FULL ? Parts.values() : new Parts[] {parts}) {
      Object value = value(component, element, place, each);
      if (value != null) {
        elements.add(value);
      }
    }
    return new ArrayList<>(elements);
  }

  private static void visit(Type type, Set<Type> seen, Consumer<Class<?>> words) {
    if (!seen.add(type)) {
      return;
    } else if (type instanceof ParameterizedType list) {
      visit(list.getActualTypeArguments()[0], seen, words);
    } else if (type instanceof Class<?> word && word.isEnum()) {
      words.accept(word);
    } else if (type instanceof Class<?> some && some.isSealed()) {
      records(some).forEach(record -> visit(record, seen, words));
    } else if (type instanceof Class<?> record && record.isRecord()) {
      for (RecordComponent component : record.getRecordComponents()) {
        visit(component.getGenericType(), seen, words);
      }
    }
  }
}
