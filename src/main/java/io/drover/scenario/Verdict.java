package io.drover.scenario;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was expected and what was found, with the same keys in the same order. Values are strings,
 * numbers, booleans, lists and maps of these, or null for what is not there.
 *
 * @param ok whether it holds
 * @param expected what was expected
 * @param actual what was found; null when its subject is not there
 */
public record Verdict(
    boolean ok,
    Map<String, @Nullable Object> expected,
    @Nullable Map<String, @Nullable Object> actual) {

  /** Copies the maps and keeps their order. */
  public Verdict {
    expected = new LinkedHashMap<>(expected);
    actual = actual == null ? null : new LinkedHashMap<>(actual);
  }

  /** What differs, in words; empty when it holds. */
  public String difference() {
    if (ok) {
      return "";
    }
    Map<String, @Nullable Object> found = actual;
    if (found == null) {
      Map.Entry<String, @Nullable Object> subject = expected.entrySet().iterator().next();
      return subject.getKey() + " " + subject.getValue() + ": there is none";
    }
    return expected.entrySet().stream()
        .filter(entry -> !Objects.equals(entry.getValue(), found.get(entry.getKey())))
        .map(
            e ->
                "%s should be %s and is %s"
                    .formatted(e.getKey(), e.getValue(), found.get(e.getKey())))
        .collect(Collectors.joining("; "));
  }
}
