package io.drover.torture;

import io.drover.control.Answer;
import io.drover.control.Arguments;
import io.drover.control.Request;
import io.drover.control.Verb;
import io.drover.fleet.FleetClient;
import io.drover.fleet.FleetReport;
import io.drover.model.InstanceView;
import io.drover.runtime.RealTimeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
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
      "process of their own, and compares what was promised with what is there in the end.",
      "With --store postgres on a server of its own (root on Debian), with --hypervisor libvirt on the",
      "hosts of scripts/lab.sh, where a kill meets each transfer.",
      "Exit status: 0 nothing is wrong, 1 something is, 2 usage is wrong."
    })
final class Torture implements Callable<Integer> {
  private static final int KILLS = 300;
  private static final int LAB_KILLS = 5;
  private static final int CLIENTS = 6;
  private static final int INSTANCES = 16;
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);
  private static final Duration LONGEST_REST = Duration.ofMinutes(3);

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
  private final Duration began = timeline.elapsed();
  private final Promises promises = new Promises();

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
        new LabRun(ground, lab.resolveSibling("serial"), assassin(ground), promises, timeline);
    List<String> wrong = run.play(kills == null ? LAB_KILLS : kills);
    wrong.forEach(System.out::println);
    System.out.flush();
    return wrong.isEmpty() ? 0 : 1;
  }

  private Assassin assassin(Ground ground) {
    return new Assassin(ground, drover, timeline, new Random(seed));
  }

  private int simulated(Ground ground) throws IOException, InterruptedException {
    Child.startUntil(
        "are ready at",
        List.of(drover, "fleet", "--config", ground.config().toString()),
        ground.log("fleet"));
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> clients = startClients(ground, stop);
    Assassin assassin = assassin(ground);
    int most = kills == null ? KILLS : kills;
    for (int n = 1; n <= most && sofar().compareTo(longest()) < 0; n++) {
      assassin.liveAndDie();
      if (n % 10 == 0) {
        System.err.printf(
            "%4d kills, %d requests acknowledged, after %d s%n",
            n, promises.all().size(), sofar().toSeconds());
      }
    }
    Child last = assassin.live();
    stop.set(true);
    for (Thread client : clients) {
      client.join(LONGEST_SILENCE.toMillis());
      client.interrupt();
      client.join();
    }
    Evidence evidence = rest(ground);
    Verdict verdict = Verdict.of(evidence, promises.broken());
    last.kill();
    Files.write(ground.log("verdict"), verdict.sentences());
    System.out.print(verdict.table(assassin.kills(), evidence.promises()));
    System.out.flush();
    return verdict.good() ? 0 : 1;
  }

  private Duration sofar() {
    return timeline.elapsed().minus(began);
  }

  private Duration longest() {
    return Duration.ofMillis((long) (minutes * 60_000));
  }

  private List<Thread> startClients(Ground ground, AtomicBoolean stop) {
    Pool pool = new Pool(INSTANCES);
    List<Thread> clients = new ArrayList<>();
    for (int n = 1; n <= CLIENTS; n++) {
      String name = "c" + n;
      Client client =
          new Client(
              name, seed * CLIENTS + n, ground.socket(), ground.hosts(), pool, promises, stop);
      Thread thread = new Thread(client, name);
      thread.setDaemon(true);
      thread.start();
      clients.add(thread);
    }
    return clients;
  }

  /** What there is as soon as nothing is open any more, or when it takes too long. */
  private Evidence rest(Ground ground) throws IOException, InterruptedException {
    Duration until = timeline.elapsed().plus(LONGEST_REST);
    try (FleetClient fleet = FleetClient.connect(ground.fleetSocket());
        Caller caller = new Caller(ground.socket())) {
      Evidence evidence = look(ground, fleet, caller);
      while (!evidence.leaks().isEmpty() && timeline.elapsed().compareTo(until) < 0) {
        caller.pause(Duration.ofMillis(500));
        evidence = look(ground, fleet, caller);
      }
      Files.writeString(ground.log("fleet-report"), evidence.fleet().json());
      return evidence;
    }
  }

  private Evidence look(Ground ground, FleetClient fleet, Caller caller)
      throws IOException, InterruptedException {
    FleetReport report = fleet.report().toCompletableFuture().join();
    Answer records = caller.ask(Request.of("list", Verb.LIST, new Arguments.Listing(true)));
    List<InstanceView> shown = new ArrayList<>();
    for (InstanceView listed : ((Answer.Instances) records).instances()) {
      // A list has no history.
      Arguments it = new Arguments.OfInstance(listed.id().value());
      if (caller.ask(Request.of("show", Verb.SHOW, it)) instanceof Answer.One one) {
        shown.add(one.instance());
      }
    }
    Answer hosts = caller.ask(Request.of("hosts", Verb.HOSTS, new Arguments.None()));
    return new Evidence(
        promises.all(),
        shown,
        ((Answer.Hosts) hosts).hosts(),
        report,
        HookLog.read(ground.hooksLog()));
  }
}
