package io.drover.torture;

import io.drover.control.Verb;
import io.drover.torture.Promises.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is wrong, a sentence each.
 *
 * @param lost promises that were not kept
 * @param doubled migrations without exactly one outcome
 * @param leaks what hosts hold too much or too little of, and what never came to rest
 * @param secondCopies guests that could run twice
 */
record Verdict(
    List<String> lost, List<String> doubled, List<String> leaks, List<String> secondCopies) {

  /**
   * Looks at what there is in the end.
   *
   * @param broken what was wrong on the way
   */
  static Verdict of(Evidence evidence, List<String> broken) {
    List<String> lost = new ArrayList<>(broken);
    lost.addAll(evidence.lost());
    return new Verdict(lost, evidence.doubled(), evidence.leaks(), evidence.secondCopies());
  }

  boolean good() {
    return sentences().isEmpty();
  }

  /** All of it. */
  List<String> sentences() {
    List<String> all = new ArrayList<>();
    lost.forEach(what -> all.add("lost: " + what));
    doubled.forEach(what -> all.add("outcome: " + what));
    leaks.forEach(what -> all.add("leak: " + what));
    secondCopies.forEach(what -> all.add("second copy: " + what));
    return List.copyOf(all);
  }

  /** For people: the figures, and what is wrong. */
  String table(Assassin.Kills kills, List<Promise> promises) {
    Map<Verb, Long> verbs =
        promises.stream()
            .collect(
                Collectors.groupingBy(
                    promise -> promise.request().verb(), TreeMap::new, Collectors.counting()));
    String which =
        verbs.entrySet().stream()
            .map(verb -> "%s %d".formatted(verb.getKey().label(), verb.getValue()))
            .collect(Collectors.joining(", "));
    StringBuilder table = new StringBuilder();
    table.append(
        "kills                        %d (%d of them while it started)%n"
            .formatted(kills.atWork() + kills.atStart(), kills.atStart()));
    table.append("requests acknowledged        %d (%s)%n".formatted(promises.size(), which));
    table.append("acknowledged requests lost   %d%n".formatted(lost.size()));
    table.append("double outcomes              %d%n".formatted(doubled.size()));
    table.append("leaks                        %d%n".formatted(leaks.size()));
    table.append("second copies                %d%n".formatted(secondCopies.size()));
    sentences().forEach(what -> table.append(what).append('\n'));
    return table.toString();
  }
}
