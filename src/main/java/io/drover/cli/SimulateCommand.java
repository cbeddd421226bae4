package io.drover.cli;

import io.drover.explorer.Search;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drover simulate}. */
@Command(
    name = "simulate",
    description =
        "Searches for counterexamples to what Drover guarantees, on simulated hosts and virtual"
            + " time: every fault at every call of every operation, a crash after every message,"
            + " and random mixtures.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Without options: each fault at each call, each crash, and 200 seeds. With --seeds or",
      "--minutes: random mixtures only. --seed S alone: the mixture of that seed; with --seeds: the",
      "first of them. With --exhaustive: each fault, each crash, all pairs of faults and a sample of",
      "faults with a crash, besides the mixtures that are asked for.",
      "",
      "A violation is told with its seed; a scenario that shows it, as small as could be found, is",
      "written to the current folder.",
      "",
      "Exit status: 0 nothing is violated and, with 5000 seeds or more, every fault has met every",
      "state in which it can strike; 1 else; 2 usage is wrong."
    })
final class SimulateCommand implements Callable<Integer> {

  private static final int SEEDS = 200;
  private static final Duration LINE_EVERY = Duration.ofSeconds(10);

  private final PrintWriter out;
  private final PrintWriter err;

  @Option(names = "--seeds", paramLabel = "N", description = "How many random mixtures.")
  private @Nullable Integer seeds;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = "Begins nothing more after M minutes.")
  private @Nullable Double minutes;

  @Option(names = "--seed", paramLabel = "S", description = "The seed of the first mixture.")
  private @Nullable Long seed;

  @Option(names = "--exhaustive", description = "Tries pairs as well. Takes long.")
  private boolean exhaustive;

  SimulateCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    Optional<String> wrong = wrongUsage();
    if (wrong.isPresent()) {
      return Main.wrongUsage("drover simulate", wrong.get(), err);
    }
    int threads = Runtime.getRuntime().availableProcessors();
    Logs silenced = Logs.silenced();
    try (ProgressLine line = ProgressLine.open(err, LINE_EVERY)) {
      boolean ok = search().run(threads, out, line::show, Path.of(""));
      return ok ? ExitStatus.OK : ExitStatus.FAILED;
    } finally {
      silenced.close();
    }
  }

  private Optional<String> wrongUsage() {
    if (seeds != null && seeds < 0) {
      return Optional.of("--seeds must not be negative, not " + seeds);
    } else if (minutes != null && !(minutes > 0 && minutes < 1_000_000)) {
      return Optional.of("--minutes must be a number above 0, not " + minutes);
    }
    return Optional.empty();
  }

  private Search search() {
    Duration limit = minutes == null ? null : Duration.ofMillis((long) (minutes * 60_000));
    boolean plain = seeds == null && minutes == null && seed == null;
    return new Search(seed == null ? 1 : seed, count(), plain || exhaustive, exhaustive, limit);
  }

  private long count() {
    if (seeds != null) {
      return seeds;
    } else if (exhaustive) {
      return 0;
    } else if (minutes != null) {
      return Integer.MAX_VALUE;
    }
    return seed == null ? SEEDS : 1;
  }
}
