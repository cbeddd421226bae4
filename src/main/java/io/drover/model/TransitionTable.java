package io.drover.model;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All steps that a thing may take from state to state. What is not declared here must never happen.
 * Immutable; rows and states keep the order in which they were declared.
 *
 * @param <S> the states; values
 */
public final class TransitionTable<S> {
  private final S initial;
  private final List<Transition<S>> rows;
  private final Map<S, Set<S>> followers = new LinkedHashMap<>();

  /**
   * A table.
   *
   * @param initial the state before anything has happened
   * @throws IllegalArgumentException when a row is declared twice
   */
  public TransitionTable(S initial, List<Transition<S>> rows) {
    this.initial = initial;
    this.rows = List.copyOf(rows);
    Set<Transition<S>> known = new LinkedHashSet<>();
    for (Transition<S> row : rows) {
      if (!known.add(row)) {
        throw new IllegalArgumentException("declared twice: " + row);
      }
      followers.computeIfAbsent(row.from(), unknown -> new LinkedHashSet<>()).add(row.to());
    }
  }

  /** The state before anything has happened. */
  public S initial() {
    return initial;
  }

  /** Every row. */
  public List<Transition<S>> rows() {
    return rows;
  }

  /** The rows that lead to another state. */
  public List<Transition<S>> changes() {
    return rows.stream().filter(row -> !row.from().equals(row.to())).toList();
  }

  /** Every state that has a row. */
  public List<S> states() {
    Set<S> states = new LinkedHashSet<>();
    states.add(initial);
    for (Transition<S> row : rows) {
      states.add(row.from());
      states.add(row.to());
    }
    return List.copyOf(states);
  }

  /** Where this may lead from there; empty when it may not happen there. */
  public List<S> after(S from, String on) {
    return rows.stream()
        .filter(row -> row.from().equals(from) && row.on().equals(on))
        .map(Transition::to)
        .toList();
  }

  /** Whether one of these may directly follow the other; a state that stays needs no row. */
  public boolean declares(S from, S to) {
    return from.equals(to) || followers.getOrDefault(from, Set.of()).contains(to);
  }
}
