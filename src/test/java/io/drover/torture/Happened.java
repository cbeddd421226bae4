package io.drover.torture;

import io.drover.control.Verb;
import io.drover.model.HookKind;
import io.drover.torture.Promises.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a run has done: one in which nothing happens proves nothing.
 *
 * @param kills how often Drover was killed
 * @param promises every request that was acknowledged
 * @param byCommand how many answers {@code drover ctl} has told
 * @param hooks what the hooks have noted, one for each migration that ended
 */
record Happened(Assassin.Kills kills, List<Promise> promises, int byCommand, HookLog hooks) {

  /** A run has to come to so many of something, in proportion to its kills. */
  private record Floor(String what, long found, double eachKill) {

    private long atLeast(int kills) {
      return (long) (eachKill * kills);
    }

    private String line() {
      return "%-29s%d%n".formatted(what, found);
    }
  }

  /** Low enough for a machine that has other work to do, too. */
  private List<Floor> floors() {
    return List.of(
        new Floor("kills in a transfer", kills.inTransfer(), 0.2),
        new Floor("migrations completed", hooks.count(HookKind.POST), 0.2),
        new Floor("migrations that did not", hooks.count(HookKind.RECOVER), 0.05),
        new Floor("requests acknowledged", promises.size(), 1),
        new Floor("answers to drover ctl", byCommand, 0.1));
  }

  /** What there was too little of for a run with so many kills, a sentence each. */
  List<String> tooLittle() {
    List<String> all = new ArrayList<>();
    for (Floor floor : floors()) {
      long atLeast = floor.atLeast(kills.all());
      if (floor.found() < atLeast) {
        all.add(
            "%s: %d, and with %d kills there have to be %d"
                .formatted(floor.what(), floor.found(), kills.all(), atLeast));
      }
    }
    return List.copyOf(all);
  }

  /** For people. */
  String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        "%-29s%d (%d of them while it started)%n".formatted("kills", kills.all(), kills.atStart()));
    floors().forEach(floor -> table.append(floor.line()));
    Map<Verb, Long> verbs =
        promises.stream()
            .collect(
                Collectors.groupingBy(
                    promise -> promise.request().verb(), TreeMap::new, Collectors.counting()));
    table.append(
        "%-29s%s%n"
            .formatted(
                "by verb",
                verbs.entrySet().stream()
                    .map(verb -> "%s %d".formatted(verb.getKey().label(), verb.getValue()))
                    .collect(Collectors.joining(", "))));
    return table.toString();
  }
}
