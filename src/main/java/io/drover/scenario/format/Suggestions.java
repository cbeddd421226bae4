package io.drover.scenario.format;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The way out of a name that is not known. */
final class Suggestions {

  /** More names than this are not told: a list that long helps nobody. */
  private static final int MOST_NAMES = 24;

  /** More names than this are not told besides a good guess. */
  private static final int FEW_NAMES = 8;

  private Suggestions() {}

  /**
   * Such as {@code unknown host 'hv9' (did you mean 'hv1'? hosts: hv1, hv2)}.
   *
   * @param what what the name should be one of, in the singular
   * @param plural the same in the plural
   */
  static String unknown(String what, String plural, String found, Collection<String> known) {
    String text = "unknown %s %s".formatted(what, Text.quote(found));
    if (known.isEmpty()) {
      return text + " (there are no " + plural + ")";
    }
    List<String> near = nearest(found, known);
    boolean sure = near.size() == 1;
    String guess = sure ? "did you mean '" + near.get(0) + "'?" : "";
    String list = sure && known.size() > FEW_NAMES ? "" : plural + ": " + list(known);
    return text + " (" + guess + (guess.isEmpty() || list.isEmpty() ? "" : " ") + list + ")";
  }

  private static String list(Collection<String> known) {
    String names = known.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    int more = known.size() - MOST_NAMES;
    return more > 0 ? names + " and " + more + " more" : names;
  }

  /** Those that are as few edits away as no other, if these are few for a word this long. */
  static List<String> nearest(String found, Collection<String> known) {
    int limit = Math.max(1, found.length() / 3);
    LevenshteinDistance distance = new LevenshteinDistance(limit);
    int least =
        known.stream()
            .mapToInt(name -> distance.apply(found, name))
            .filter(edits -> edits >= 0)
            .min()
            .orElse(-1);
    return least < 0
        ? List.of()
        : known.stream().filter(name -> distance.apply(found, name) == least).toList();
  }
}
