package io.drover.scenario;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
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

  /** What differs, in words; empty when nothing does. */
  public String difference() {
    StringBuilder text = new StringBuilder();
    expected.forEach(
        (key, wanted) -> {
          Object found = actual == null ? null : actual.get(key);
          if (!ok && !Objects.equals(wanted, found)) {
            text.append(text.isEmpty() ? "" : "; ")
                .append("%s should be %s and is %s".formatted(key, wanted, found));
          }
        });
    return text.toString();
  }
}
