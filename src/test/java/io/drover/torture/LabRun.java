package io.drover.torture;

import io.drover.control.Answer;
import io.drover.control.Arguments;
import io.drover.control.Request;
import io.drover.control.Verb;
import io.drover.model.HookKind;
import io.drover.model.HookState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.PowerState;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import io.drover.runtime.RealTimeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real guest that counts is moved to and fro, and in each transfer Drover is killed once. */
final class LabRun {
  private static final List<String> HOSTS = List.of("hv1", "hv2");
  private static final String COUNTER = "counter ";
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration OFTEN = Duration.ofMillis(100);

  /** So long it is known to run before the kill, and so much its transfer has left after it. */
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private final Ground ground;
  private final Path serials;
  private final Assassin assassin;
  private final Caller orders;
  private final Caller caller;
  private final RealTimeline timeline;
  private final List<String> wrong = new ArrayList<>();
  private @Nullable Child serving;
  private int requests;

  /**
   * A run.
   *
   * @param serials the folder with what guests print on their consoles
   * @param orders by whom it asks for what changes something
   * @param caller by whom it asks all else
   */
  LabRun(
      Ground ground,
      Path serials,
      Assassin assassin,
      Caller orders,
      Caller caller,
      RealTimeline timeline) {
    this.ground = ground;
    this.serials = serials;
    this.assassin = assassin;
    this.orders = orders;
    this.caller = caller;
    this.timeline = timeline;
  }

  /**
   * Plays it with so many kills, tells what it sees, and says what is wrong, a sentence each. A
   * kill counts when the guest counts on afterwards. QEMU's emulation now and then loses a write of
   * a guest that moves, whose kernel then crashes or stands still while QEMU runs it: another guest
   * takes its place.
   */
  List<String> play(int kills) throws IOException, InterruptedException {
    serving = assassin.live();
    try {
      int counted = 0;
      for (int spoilt = 0; counted < kills && spoilt <= kills; spoilt++) {
        counted += playWithOneGuest(kills - counted);
      }
      check(counted == kills, "%d of %d kills counted".formatted(counted, kills));
    } finally {
      kill();
    }
    return List.copyOf(wrong);
  }

  private void kill() throws InterruptedException {
    if (serving != null) {
      serving.kill();
    }
  }

  /** How many of the kills counted until its kernel stood still. */
  private int playWithOneGuest(int kills) throws IOException, InterruptedException {
    InstanceId guest = boot();
    try {
      await(guest, view -> view.vmState() == VmState.ACTIVE);
      if (!countsOn(guest)) {
        throw new IOException("the guest runs and does not count; see its console");
      }
      for (int n = 1; n <= kills; n++) {
        moveThroughAKill(guest, HOSTS.get(n % 2));
        if (crashed(guest) || !countsOn(guest)) {
          spoilt(guest);
          return n - 1;
        }
      }
      compareCount(guest);
      return kills;
    } finally {
      ask(Verb.DELETE, new Arguments.OfInstance(guest.value()));
      await(guest, view -> view.vmState() == VmState.DELETED);
      check(processes(guest) == 0, "the deleted guest runs");
    }
  }

  private void spoilt(InstanceId guest) throws IOException, InterruptedException {
    PowerState power = show(guest).powerState();
    check(power == PowerState.RUNNING, "the guest does not count on, and is " + power.label());
    if (!crashed(guest)) {
      compareCount(guest);
    }
    System.out.printf(
        "QEMU runs the guest, but its kernel %s, as QEMU's emulation can have one do that moves; this"
            + " kill does not count, and another guest takes its place%n",
        crashed(guest) ? "has crashed" : "stands still");
  }

  private InstanceId boot() throws IOException, InterruptedException {
    String name = "torture-" + requests;
    Arguments.Boot boot = new Arguments.Boot(name, "hv1", 1, 128L << 20, 0, 1, 0);
    if (!(ask(Verb.BOOT, boot) instanceof Answer.Accepted accepted)) {
      throw new IOException("the guest is not booted; see " + ground.log("serve"));
    }
    return accepted.instance();
  }

  /** Whether the guest counts further within a while. */
  private boolean countsOn(InstanceId guest) throws IOException, InterruptedException {
    int before = counted(guest).size();
    Duration until = timeline.elapsed().plus(LONGEST_PAUSE);
    while (counted(guest).size() <= before) {
      if (timeline.elapsed().compareTo(until) > 0) {
        return false;
      }
      caller.pause(OFTEN);
    }
    return true;
  }

  private void moveThroughAKill(InstanceId guest, String to)
      throws IOException, InterruptedException {
    Arguments.LiveMigrate order = new Arguments.LiveMigrate(guest.value(), to, false, null);
    Answer answer = ask(Verb.LIVE_MIGRATE, order);
    if (!(answer instanceof Answer.Accepted accepted) || accepted.migration() == null) {
      throw new IOException("the guest does not move: " + answer);
    }
    MigrationId id = accepted.migration();
    MigrationView killed = migration(id, await(guest, view -> running(id, view)));
    caller.pause(A_WHILE);
    kill();
    serving = assassin.live();
    MigrationView resumed = migration(id, show(guest));
    boolean movesOn = TransferWatch.movesOn(id, ground.socket(), timeline);
    InstanceView settled =
        await(
            guest,
            view ->
                view.taskState() == TaskState.NONE
                    && migration(id, view).hookState() != HookState.PENDING);
    MigrationView ended = migration(id, settled);
    Set<HookKind> hooks = HookLog.read(ground.hooksLog()).of(id);
    System.out.printf(
        "migration %s to %s: %s when it was killed, %s after the start and %s, %s; hooks %s;"
            + " counted %d%n",
        id,
        to,
        killed.status().label(),
        resumed.status().label(),
        movesOn ? "seen to move on" : "not seen to move on",
        ended.status().label(),
        hooks,
        counted(guest).size());
    check(resumed.status() == MigrationStatus.RUNNING, id + " was not running any more");
    check(movesOn, id + " was not seen to move on after the start");
    check(ended.status() == MigrationStatus.COMPLETED, id + " did not complete");
    check(hooks.equals(Set.of(HookKind.POST)), id + " had the hooks " + hooks);
    check(settled.host().equals(to), "the guest is on " + settled.host());
    check(processes(guest) == 1, processes(guest) + " processes of the guest run");
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      wrong.add(otherwise);
    }
  }

  private static boolean running(MigrationId id, InstanceView view) {
    MigrationStatus status = migration(id, view).status();
    return status == MigrationStatus.RUNNING || status.terminal();
  }

  private static MigrationView migration(MigrationId id, InstanceView view) {
    return view.migration(id)
        .orElseThrow(() -> new IllegalStateException("migration %s is gone".formatted(id)));
  }

  private Answer ask(Verb verb, Arguments arguments) throws IOException, InterruptedException {
    requests++;
    String key = "lab-" + requests;
    return orders.ask(new Request(key, verb, key, false, arguments));
  }

  private InstanceView show(InstanceId guest) throws IOException, InterruptedException {
    Arguments it = new Arguments.OfInstance(guest.value());
    Answer answer = caller.ask(Request.of("show", Verb.SHOW, it));
    if (answer instanceof Answer.One one) {
      return one.instance();
    }
    throw new IOException("the guest is not known: " + answer);
  }

  private InstanceView await(InstanceId guest, Predicate<InstanceView> wanted)
      throws IOException, InterruptedException {
    Duration until = timeline.elapsed().plus(LONG);
    InstanceView view = show(guest);
    while (!wanted.test(view)) {
      if (timeline.elapsed().compareTo(until) > 0) {
        throw new IOException("it takes too long: " + view);
      }
      caller.pause(OFTEN);
      view = show(guest);
    }
    return view;
  }

  /** A guest that was neither started again nor stood still in between counts without a gap. */
  private void compareCount(InstanceId guest) throws IOException {
    List<Long> counted = counted(guest);
    for (int n = 0; n < counted.size(); n++) {
      if (counted.get(n) != n + 1) {
        wrong.add("the guest counted %s".formatted(counted));
        return;
      }
    }
    System.out.printf("the guest has counted from 1 to %d without a gap%n", counted.size());
  }

  private boolean crashed(InstanceId guest) throws IOException {
    return console(guest).anyMatch(line -> line.contains("Call Trace:"));
  }

  private List<Long> counted(InstanceId guest) throws IOException {
    return console(guest)
        .filter(line -> line.startsWith(COUNTER))
        .map(line -> Long.valueOf(line.substring(COUNTER.length()).strip()))
        .toList();
  }

  private Stream<String> console(InstanceId guest) throws IOException {
    Path console = serials.resolve(guest + ".log");
    return Files.exists(console) ? Files.readString(console).lines() : Stream.empty();
  }

  /** Both hosts share the processes of the machine. */
  private static int processes(InstanceId guest) {
    return (int)
        ProcessHandle.allProcesses()
            .filter(
                process -> process.info().commandLine().orElse("").contains("guest=" + guest + ","))
            .count();
  }
}
