package io.drover.explorer;

import io.drover.scenario.Coverage;
import io.drover.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Tells the outcome of a search, and keeps a small scenario of each kind of violation. */
final class Report {

  private static final int MOST_SHRINKING_RUNS = 300;
  private static final int MOST_SCENARIOS = 8;

  private final PrintWriter out;
  private final Path folder;
  private final Function<Case, CaseRun> player;

  /** A report that writes scenario files to a folder, and plays cases again to make them small. */
  Report(PrintWriter out, Path folder, Function<Case, CaseRun> player) {
    this.out = out;
    this.folder = folder;
    this.player = player;
  }

  void tell(Tally tally) {
    tally.lines().forEach(out::println);
    out.println("faults that struck: " + struck(tally.coverage()));
    CoverageTable table = new CoverageTable(tally.coverage());
    out.println();
    table.lines().forEach(out::println);
    List<String> empty = table.empty();
    if (!empty.isEmpty()) {
      out.println("never met: " + String.join(", ", empty));
    }
    out.println();
    out.println("violations: " + tally.failed());
    List<CaseRun> distinct = tally.distinct();
    distinct.stream().skip(MOST_SCENARIOS).forEach(this::mention);
    distinct.stream().limit(MOST_SCENARIOS).forEach(this::tell);
    out.flush();
  }

  private static String struck(Coverage coverage) {
    SortedMap<String, Integer> kinds = new TreeMap<>();
    coverage
        .met()
        .forEach((met, count) -> kinds.merge(FaultColumn.of(met.fault()), count, Integer::sum));
    List<String> words =
        kinds.entrySet().stream()
            .map((Map.Entry<String, Integer> e) -> e.getKey() + " " + e.getValue())
            .toList();
    return words.isEmpty() ? "none" : String.join(", ", words);
  }

  /** One that is left as it is; its seed shows it again. */
  private void mention(CaseRun failed) {
    out.println(
        "%s, seed %d: %s"
            .formatted(
                failed.tried().scenario().name(),
                failed.tried().seed(),
                failed.findings().get(0).summary()));
  }

  /** Tells one violation and writes the smallest scenario that shows it. */
  private void tell(CaseRun failed) {
    Finding finding = failed.findings().get(0);
    long seed = failed.tried().seed();
    Scenario small =
        Shrinker.shrink(
            failed.tried().scenario(),
            scenario -> player.apply(new Case("smaller", seed, scenario)).shows(finding.key()),
            MOST_SHRINKING_RUNS);
    CaseRun again = player.apply(new Case("smaller", seed, small));
    Finding shown =
        again.findings().stream()
            .filter(each -> each.key().equals(finding.key()))
            .findFirst()
            .orElse(finding);
    Path file = file(finding.key(), failed.tried());
    try {
      Files.writeString(file, ScenarioText.of(small));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    out.println();
    out.println(failed.tried().scenario().name() + ", seed " + seed + ":");
    out.println(shown.text());
    out.println("replay: scripts/drover run --seed %d %s".formatted(seed, file));
    out.flush();
  }

  private Path file(String key, Case tried) {
    String name = key + "-" + tried.scenario().name();
    return folder.resolve(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".conf");
  }
}
