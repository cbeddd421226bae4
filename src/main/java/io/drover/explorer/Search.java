package io.drover.explorer;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A search for counterexamples: which cases it tries, and what it tells in the end.
 *
 * @param firstSeed the seed of the first random scenario
 * @param seeds how many random scenarios there are
 * @param singles whether every fault at every call and a crash at every boundary is tried
 * @param pairs whether pairs of these are tried
 * @param limit after how long no further case is begun; null: none
 */
public record Search(
    long firstSeed, long seeds, boolean singles, boolean pairs, @Nullable Duration limit) {

  /** From how many random scenarios on every cell of the coverage is expected to be met. */
  private static final int EVERYTHING_MET = 5000;

  private static final int FAULTS_WITH_CRASH = 200;

  /** How far crashes are apart at most, where not every one is tried. */
  private static final int STRIDE = 4;

  /**
   * Runs it.
   *
   * @param threads how many cases are played at a time
   * @param out where the outcome is told
   * @param progress is told now and then how far it is
   * @param folder where the scenarios of violations are written
   * @return whether nothing was violated, and everything was met if that can be expected
   */
  public boolean run(int threads, PrintWriter out, Consumer<String> progress, Path folder) {
    Explorer explorer =
        new Explorer(
            threads,
            CaseRun::of,
            now ->
                progress.accept(
                    "%d runs, %d violations, %d s"
                        .formatted(now.runs(), now.failed(), now.elapsed().toSeconds())));
    Tally tally = explorer.explore(cases(), limit);
    if (singles && !pairs) {
      out.println(
          "crashes: after each message that calls something and every %dth; --exhaustive: after each"
              .formatted(STRIDE));
    }
    new Report(out, folder, CaseRun::of).tell(tally);
    boolean incomplete =
        seeds >= EVERYTHING_MET && !new CoverageTable(tally.coverage()).empty().isEmpty();
    return tally.failed() == 0 && !incomplete;
  }

  private Iterator<Case> cases() {
    List<ExhaustiveScenarios> operations = singles || pairs ? ExhaustiveScenarios.all() : List.of();
    Stream<Case> random =
        LongStream.range(firstSeed, firstSeed + seeds)
            .mapToObj(seed -> new Case("random", seed, RandomScenario.of(seed)));
    Stream<Case> one =
        singles
            ? Stream.concat(
                operations.stream().flatMap(ExhaustiveScenarios::singles),
                operations.stream().flatMap(each -> pairs ? each.crashes() : each.crashes(STRIDE)))
            : Stream.empty();
    Stream<Case> two =
        pairs
            ? Stream.concat(
                operations.stream().flatMap(each -> each.faultsWithCrash(FAULTS_WITH_CRASH)),
                operations.stream().flatMap(ExhaustiveScenarios::pairs))
            : Stream.empty();
    // Not by flatMap, which would make all of one before it gives the first.
    return Stream.concat(Stream.concat(one, random), two).iterator();
  }
}
