package io.drover.scenario;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario expects of one instance, one migration, one host or all of them at one moment.
 *
 * @param instance the instance that is meant, if one is
 * @param migration the migration that is meant, if one is
 * @param host the host that is meant, if one is
 * @param wanted the value that each key should have: a string, a number, true, a sorted list of
 *     names, or a map of numbers of which each must be equal; null: nothing is there
 */
public record Expectation(
    @Nullable String instance,
    @Nullable MigrationReference migration,
    @Nullable String host,
    Map<ExpectKey, @Nullable Object> wanted) {

  /** Copies the map. */
  public Expectation {
    Map<ExpectKey, @Nullable Object> copy = new EnumMap<>(ExpectKey.class);
    copy.putAll(wanted);
    wanted = Collections.unmodifiableMap(copy);
  }

  /** Compares with what is. */
  Verdict evaluate(Facts facts) {
    Map<String, @Nullable Object> expected = subjects();
    Map<String, @Nullable Object> actual = subjects();
    Actual found = new Actual(this, facts);
    boolean ok = true;
    boolean nothing = true;
    for (Map.Entry<ExpectKey, @Nullable Object> want : wanted.entrySet()) {
      ExpectKey key = want.getKey();
      Object value = found.of(key);
      nothing &= value == null;
      ok &= equal(want.getValue(), value);
      expected.put(key.label(), want.getValue());
      actual.put(key.label(), value);
      if (key == ExpectKey.NO_LEAKS && !facts.leaks().isEmpty()) {
        actual.put("leaks", facts.leaks());
      } else if (key == ExpectKey.GUARANTEES && !facts.violations().isEmpty()) {
        actual.put("violations", facts.violations());
      }
    }
    return new Verdict(ok, expected, nothing ? null : actual);
  }

  /** Whether it depends on how the orchestrator sees its hosts, which has to be asked for. */
  boolean needsHosts() {
    return wanted.keySet().stream()
        .anyMatch(
            key ->
                key == ExpectKey.STATE
                    || key == ExpectKey.DISABLED
                    || key == ExpectKey.CLAIMS
                    || key == ExpectKey.SLOTS_USED
                    || key == ExpectKey.NO_LEAKS);
  }

  /** Whether it wants everything to hold that must hold once all is quiet. */
  boolean needsGuarantees() {
    return wanted.containsKey(ExpectKey.GUARANTEES);
  }

  private static boolean equal(@Nullable Object wanted, @Nullable Object found) {
    if (wanted instanceof Map<?, ?> some && found instanceof Map<?, ?> all) {
      return all.entrySet().containsAll(some.entrySet());
    }
    return Objects.equals(wanted, found);
  }

  private Map<String, @Nullable Object> subjects() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    if (instance != null) {
      map.put("instance", instance);
    }
    if (migration instanceof MigrationReference.LatestOf latest) {
      map.put("migration-of", latest.instance());
    } else if (migration instanceof MigrationReference.Named named) {
      map.put("migration", named.name());
    }
    if (host != null) {
      map.put("on-host", host);
    }
    return map;
  }

  String text() {
    Map<String, @Nullable Object> map = subjects();
    wanted.forEach((key, value) -> map.put(key.label(), value));
    return map.entrySet().stream()
        .map(entry -> entry.getKey() + " = " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
