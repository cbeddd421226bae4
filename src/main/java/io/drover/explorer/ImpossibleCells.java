package io.drover.explorer;

import java.util.List;
import java.util.Optional;

/** What cannot happen in a state, and why. */
final class ImpossibleCells {

  /** Cells, as patterns of their row and column, and why nothing can be there. */
  record Rule(String row, String column, String reason) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "task .*|hook pending",
              "partition",
              "an instance that is not being moved is on one host, and concerns no link"));

  private ImpossibleCells() {}

  /** All that is declared impossible. */
  static List<Rule> all() {
    return RULES;
  }

  /** Why there can be nothing in this cell; empty when there can be. */
  static Optional<String> reason(String row, String column) {
    return RULES.stream()
        .filter(rule -> row.matches(rule.row()) && column.matches(rule.column()))
        .map(Rule::reason)
        .findFirst();
  }
}
