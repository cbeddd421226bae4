package io.drover.torture;

import io.drover.runtime.RealTimeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Works with a Drover that is killed at random moments. Run by scripts/torture.sh. */
@Command(
    name = "torture.sh",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Kills drover serve at random moments while clients work with it, on simulated hosts in a",
      "process of their own, and compares what was promised with what is there in the end. Now and",
      "then a host falls silent, or VIFs cannot be plugged. Two of six clients put their requests by",
      "drover ctl, a process each, as do all on real hosts; the others, and all questions, go over the",
      "socket. It fails, too, when hardly anything has happened.",
      "With --store postgres on a server of its own (root on Debian), with --hypervisor libvirt on the",
      "hosts of scripts/lab.sh, where a kill meets each transfer.",
      "Exit status: 0 nothing is wrong, 1 something is, 2 usage is wrong."
    })
final class Torture implements Callable<Integer> {
  private static final int KILLS = 300;
  private static final int LAB_KILLS = 5;

  @Option(names = "--folder", required = true, hidden = true)
  private Path folder = Path.of("");

  @Option(names = "--drover", required = true, hidden = true)
  private String drover = "";

  @Option(names = "--store-config", hidden = true)
  private @Nullable Path storeConfig;

  /** The file that tells of real hosts; null: simulated ones. */
  @Option(names = "--lab", hidden = true)
  private @Nullable Path lab;

  @Option(
      names = "--kills",
      paramLabel = "N",
      description = "How often it is killed. Default: 300, on real hosts 5.")
  private @Nullable Integer kills;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "60",
      description = "After how long no more kills follow. Default: ${DEFAULT-VALUE}")
  private double minutes;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "What requests and moments are chosen by. Default: ${DEFAULT-VALUE}")
  private long seed;

  private final RealTimeline timeline = new RealTimeline();

  private Torture() {}

  /** Runs it and ends the JVM with its exit status. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Torture()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    String more = storeConfig == null ? "" : Files.readString(storeConfig);
    return lab == null ? simulated(Ground.simulated(folder, more)) : libvirt(lab, more);
  }

  private int libvirt(Path lab, String more) throws IOException, InterruptedException {
    Ground ground = Ground.libvirt(folder, lab, more);
    LabRun run =
        new LabRun(
            ground,
            lab.resolveSibling("serial"),
            assassin(ground),
            Caller.byCommand(drover, ground, timeline),
            Caller.bySocket(ground, timeline),
            timeline);
    List<String> wrong = run.play(kills == null ? LAB_KILLS : kills);
    wrong.forEach(System.out::println);
    System.out.flush();
    return wrong.isEmpty() ? 0 : 1;
  }

  private int simulated(Ground ground) throws IOException, InterruptedException {
    FleetRun run = new FleetRun(ground, drover, assassin(ground), seed, timeline);
    Duration longest = Duration.ofMillis((long) (minutes * 60_000));
    boolean good = run.play(kills == null ? KILLS : kills, longest);
    System.out.flush();
    return good ? 0 : 1;
  }

  private Assassin assassin(Ground ground) {
    return new Assassin(ground, drover, timeline, new Random(seed));
  }
}
