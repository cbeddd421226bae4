package io.drover.torture;

import io.drover.control.Answer;
import io.drover.control.Arguments;
import io.drover.control.Request;
import io.drover.control.Verb;
import io.drover.fleet.FleetReport;
import io.drover.model.InstanceView;
import io.drover.runtime.RealTimeline;
import io.drover.torture.Promises.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/** Clients work with a Drover on simulated hosts, which is killed meanwhile. */
final class FleetRun {
  private static final int CLIENTS = 6;

  /** So many of the clients: each request of theirs takes the start of a JVM. */
  private static final int BY_COMMAND = 2;

  private static final int INSTANCES = 16;

  /** One life in so many has a fault at one of its hosts. */
  private static final int DISTURBED = 4;

  private static final Duration LONGEST_REST = Duration.ofMinutes(3);

  private final Ground ground;
  private final String drover;
  private final Assassin assassin;
  private final long seed;
  private final RealTimeline timeline;
  private final Promises promises = new Promises();
  private final List<Caller> commands = new ArrayList<>();

  /**
   * A run.
   *
   * @param drover the command
   * @param seed what requests are chosen by
   */
  FleetRun(Ground ground, String drover, Assassin assassin, long seed, RealTimeline timeline) {
    this.ground = ground;
    this.drover = drover;
    this.assassin = assassin;
    this.seed = seed;
    this.timeline = timeline;
  }

  /** Plays it, tells what it found, and says whether that is all good. */
  boolean play(int kills, Duration longest) throws IOException, InterruptedException {
    Child.startUntil(
        "are ready at",
        List.of(drover, "fleet", "--config", ground.config().toString()),
        ground.log("fleet"));
    try (Fleet fleet = new Fleet(ground.fleetSocket());
        Caller caller = Caller.bySocket(ground, timeline)) {
      AtomicBoolean stop = new AtomicBoolean();
      List<Thread> clients = startClients(stop);
      killOften(kills, longest, fleet);
      Child last = assassin.live();
      stop.set(true);
      for (Thread client : clients) {
        client.join();
      }
      Verdict verdict = judge(fleet, caller);
      last.kill();
      Files.write(ground.log("verdict"), verdict.sentences());
      System.out.print(happened().table() + verdict.table());
      return verdict.good();
    }
  }

  private List<Thread> startClients(AtomicBoolean stop) {
    Pool pool = new Pool(INSTANCES);
    List<Thread> clients = new ArrayList<>();
    for (int n = 1; n <= CLIENTS; n++) {
      Caller orders = Caller.bySocket(ground, timeline);
      if (n <= BY_COMMAND) {
        orders = Caller.byCommand(drover, ground, timeline);
        commands.add(orders);
      }
      String name = "c" + n;
      Client client =
          new Client(
              name,
              seed * CLIENTS + n,
              orders,
              Caller.bySocket(ground, timeline),
              ground.hosts(),
              pool,
              promises,
              stop);
      Thread thread = new Thread(client, name);
      thread.setDaemon(true);
      thread.start();
      clients.add(thread);
    }
    return clients;
  }

  private void killOften(int kills, Duration longest, Fleet fleet)
      throws IOException, InterruptedException {
    Random random = new Random(seed);
    Duration began = timeline.elapsed();
    Duration sofar = Duration.ZERO;
    for (int n = 1; n <= kills && sofar.compareTo(longest) < 0; n++) {
      if (n % DISTURBED == 0) {
        String host = ground.hosts().get(random.nextInt(ground.hosts().size()));
        fleet.disturb(host, random.nextBoolean());
      }
      assassin.liveAndDie(fleet);
      fleet.heal();
      sofar = timeline.elapsed().minus(began);
      if (n % 10 == 0) {
        System.err.printf(
            "%4d kills, %d of them in a transfer, %d requests acknowledged, after %d s%n",
            n, assassin.kills().inTransfer(), promises.all().size(), sofar.toSeconds());
      }
    }
  }

  private Verdict judge(Fleet fleet, Caller caller) throws IOException, InterruptedException {
    try {
      Evidence evidence = rest(fleet, caller);
      Files.writeString(ground.log("fleet-report"), evidence.fleet().json());
      for (Promise promise : evidence.repeatable()) {
        promises.repeated(promise, caller.ask(promise.request()));
      }
      look(fleet, caller).changedSince(evidence).forEach(promises::broken);
      return Verdict.of(evidence, promises.broken(), happened());
    } catch (UnansweredException e) {
      promises.broken(String.valueOf(e.getMessage()));
      return Verdict.without(promises.broken());
    }
  }

  private Happened happened() throws IOException {
    return new Happened(
        assassin.kills(),
        promises.all(),
        commands.stream().mapToInt(Caller::answers).sum(),
        HookLog.read(ground.hooksLog()));
  }

  /** What there is as soon as nothing is open any more, or when it takes too long. */
  private Evidence rest(Fleet fleet, Caller caller) throws IOException, InterruptedException {
    Duration until = timeline.elapsed().plus(LONGEST_REST);
    Evidence evidence = look(fleet, caller);
    while (!evidence.atRest() && timeline.elapsed().compareTo(until) < 0) {
      caller.pause(Duration.ofMillis(500));
      evidence = look(fleet, caller);
    }
    return evidence;
  }

  private Evidence look(Fleet fleet, Caller caller) throws IOException, InterruptedException {
    FleetReport report = fleet.report();
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
