package io.drover.torture;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong, a sentence each.
 *
 * @param lost promises that were not kept
 * @param doubled migrations without exactly one outcome
 * @param untrue records that are not so
 * @param leaks what hosts hold too much or too little of, and what never came to rest
 * @param secondCopies guests that could run twice
 * @param tooLittle what happened too seldom for the run to prove anything
 */
record Verdict(
    List<String> lost,
    List<String> doubled,
    List<String> untrue,
    List<String> leaks,
    List<String> secondCopies,
    List<String> tooLittle) {

  /**
   * Looks at what there is in the end.
   *
   * @param broken what was wrong on the way
   */
  static Verdict of(Evidence evidence, List<String> broken, Happened happened) {
    List<String> lost = new ArrayList<>(broken);
    lost.addAll(evidence.lost());
    return new Verdict(
        lost,
        evidence.doubled(),
        evidence.untrue(),
        evidence.leaks(),
        evidence.secondCopies(),
        happened.tooLittle());
  }

  /** Where nobody answers in the end, so that nothing else can be told. */
  static Verdict without(List<String> broken) {
    return new Verdict(broken, List.of(), List.of(), List.of(), List.of(), List.of());
  }

  boolean good() {
    return sentences().isEmpty();
  }

  /** All of it. */
  List<String> sentences() {
    List<String> all = new ArrayList<>();
    lost.forEach(what -> all.add("lost: " + what));
    doubled.forEach(what -> all.add("outcome: " + what));
    untrue.forEach(what -> all.add("record: " + what));
    leaks.forEach(what -> all.add("leak: " + what));
    secondCopies.forEach(what -> all.add("second copy: " + what));
    tooLittle.forEach(what -> all.add("too little: " + what));
    return List.copyOf(all);
  }

  /** For people: the figures, and what is wrong. */
  String table() {
    StringBuilder table = new StringBuilder();
    table.append("acknowledged requests lost   %d%n".formatted(lost.size()));
    table.append("double outcomes              %d%n".formatted(doubled.size()));
    table.append("untrue records               %d%n".formatted(untrue.size()));
    table.append("leaks                        %d%n".formatted(leaks.size()));
    table.append("second copies                %d%n".formatted(secondCopies.size()));
    sentences().forEach(what -> table.append(what).append('\n'));
    return table.toString();
  }
}
