package io.drover.testing;

import io.drover.model.Transition;
import io.drover.model.TransitionTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Draws a table of transitions in Mermaid, and writes it out as a table in Markdown. */
public final class StateDiagram {

  private StateDiagram() {}

  /**
   * The diagram of a table, or of one aspect of its states.
   *
   * @param name what is drawn of a state; what does not change it is left out
   * @param cause what is written at the arrow of a row
   */
  public static <S> String mermaid(
      TransitionTable<S> table, Function<S, String> name, Function<Transition<S>, String> cause) {
    Map<String, Set<String>> causes = new LinkedHashMap<>();
    Set<String> names = new LinkedHashSet<>();
    Set<String> left = new LinkedHashSet<>();
    for (Transition<S> row : table.changes()) {
      String from = name.apply(row.from());
      String to = name.apply(row.to());
      if (!from.equals(to)) {
        names.add(from);
        names.add(to);
        left.add(from);
        causes
            .computeIfAbsent(id(from) + " --> " + id(to), arrow -> new LinkedHashSet<>())
            .add(cause.apply(row));
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add("```mermaid");
    lines.add("stateDiagram-v2");
    names.stream()
        .filter(one -> !one.equals(id(one)))
        .forEach(one -> lines.add("  state \"%s\" as %s".formatted(one, id(one))));
    lines.add("  [*] --> " + id(name.apply(table.initial())));
    causes.forEach((arrow, all) -> lines.add("  " + arrow + " : " + String.join(", ", all)));
    names.stream()
        .filter(one -> !left.contains(one))
        .forEach(one -> lines.add("  " + id(one) + " --> [*]"));
    lines.add("```");
    return String.join("\n", lines);
  }

  private static String id(String name) {
    return name.replaceAll("[^a-z]+", "_").replaceAll("_$", "");
  }

  /** Every row of a table, those with the same state and cause on one line. */
  public static <S> String markdown(TransitionTable<S> table) {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    for (S state : table.states()) {
      for (Transition<S> row : table.rows()) {
        if (row.from().equals(state)) {
          String to = row.to().equals(state) ? "stays" : row.to().toString();
          lines
              .computeIfAbsent("| %s | %s |".formatted(state, row.on()), start -> new ArrayList<>())
              .add(to);
        }
      }
    }
    List<String> all =
        new ArrayList<>(List.of("| in | what happens | leads to |", "|---|---|---|"));
    lines.forEach((start, to) -> all.add(start + " " + String.join("; ", to) + " |"));
    return String.join("\n", all);
  }
}
