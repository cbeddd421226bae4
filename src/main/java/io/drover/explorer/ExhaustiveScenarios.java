package io.drover.explorer;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.explorer.CallFaults.Single;
import io.drover.model.Flavor;
import io.drover.model.InstanceSpec;
import io.drover.scenario.Action;
import io.drover.scenario.HostDefinition;
import io.drover.scenario.InstanceDefinition;
import io.drover.scenario.PortCall;
import io.drover.scenario.Scenario;
import io.drover.scenario.ScenarioRun;
import io.drover.scenario.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One operation with every fault at every call that it makes, and with a crash at every message
 * boundary. What there is to strike is learned from a run in which nothing goes wrong.
 */
public final class ExhaustiveScenarios {

  private static final long GIB = 1L << 30;
  private static final long SEED = 1;

  /** Longer than an operation with deadlines as short as these takes to give up. */
  private static final Duration STRUGGLE = Duration.ofSeconds(40);

  private static final Config SETTINGS =
      ConfigFactory.parseString(
          """
          hooks { attempts = 3, timeout = 5 s }
          instance {
            running-deadline = 10 s, settle-deadline = 10 s
            shutdown-timeout = 5 s, soft-reboot-timeout = 5 s, sweep-interval = 5 s
          }
          migration {
            cleanup-deadline = 5 s, completion-timeout-per-gib = 10 s, downtime-delay = 1 s
            start-timeout = 5 s, sweep-interval = 5 s, unresolved-after = 5 s
          }
          vif-plug.attempts = 2
          """);

  private static final Config POST_COPY =
      ConfigFactory.parseString("migration.post-copy = true").withFallback(SETTINGS);

  private final OperationCase operation;
  private final List<PortCall> calls;
  private final long firstMessage;
  private final long messages;

  private ExhaustiveScenarios(OperationCase operation) {
    this.operation = operation;
    int first = operation.before().size() + 1;
    int end = first + operation.steps().size() + 1;
    Baseline baseline = new Baseline(first, end);
    messages = play(withRest(operation.steps()), baseline).messages();
    firstMessage = play(List.of(), new Baseline(0, 0)).messages();
    calls = baseline.calls();
  }

  /** What there is to try of each operation. */
  public static List<ExhaustiveScenarios> all() {
    return OperationCase.all().stream().map(ExhaustiveScenarios::new).toList();
  }

  private ScenarioRun play(List<Action> steps, Baseline baseline) {
    List<Action> all = new ArrayList<>(operation.before());
    all.addAll(steps);
    Case plain = new Case("baseline", SEED, scenario("nothing goes wrong", all));
    CaseRun run = CaseRun.of(plain, baseline);
    if (!run.findings().isEmpty()) {
      throw new IllegalStateException(operation.name() + ": " + run.findings());
    }
    return Objects.requireNonNull(run.run());
  }

  private static List<Action> withRest(List<Action> steps) {
    List<Action> all = new ArrayList<>(steps);
    all.add(new Action.Await(new Target(OperationCase.GUEST), STRUGGLE));
    return all;
  }

  /** The operation's name. */
  public String operation() {
    return operation.name();
  }

  /** Each call with each kind of fault. */
  public Stream<Case> singles() {
    return faults().stream().map(single -> struck("singles", List.of(single)));
  }

  /** Two faults at once: all pairs. */
  public Stream<Case> pairs() {
    List<Single> all = faults();
    return IntStream.range(0, all.size())
        .boxed()
        .flatMap(
            i ->
                all.subList(i + 1, all.size()).stream()
                    .map(other -> struck("pairs", List.of(all.get(i), other))));
  }

  /** A crash and a restart after each message. */
  public Stream<Case> crashes() {
    return IntStream.rangeClosed(1, Math.max(1, messages()))
        .mapToObj(boundary -> crashed("crashes", List.of(), boundary));
  }

  /**
   * Those after messages that called something, and after every {@code stride}-th. Nothing of a
   * process that dies is left but what it has done to the world, so that a crash between two calls
   * shows what one right after the first does, in another order of messages at most.
   */
  public Stream<Case> crashes(int stride) {
    Set<Integer> some = new TreeSet<>(boundaries());
    for (int boundary = stride; boundary <= messages(); boundary += stride) {
      some.add(boundary);
    }
    return some.stream().map(boundary -> crashed("crashes", List.of(), boundary));
  }

  /** A fault and a crash, drawn from all such pairs: so many. */
  public Stream<Case> faultsWithCrash(int size) {
    Dice dice = new Dice(SEED);
    List<Single> all = faults();
    List<Integer> boundaries = boundaries();
    return Stream.generate(
            () -> crashed("faults with a crash", List.of(dice.pick(all)), dice.pick(boundaries)))
        .limit(all.isEmpty() ? 0 : size);
  }

  /** How many messages the operation takes. */
  public int messages() {
    return (int) (messages - firstMessage);
  }

  /** After how many messages it has called something; and at its ends. */
  private List<Integer> boundaries() {
    Set<Integer> boundaries = new LinkedHashSet<>();
    boundaries.add(1);
    calls.forEach(call -> boundaries.add(Math.max(1, (int) (call.message() - firstMessage))));
    boundaries.add(Math.max(1, messages()));
    return List.copyOf(boundaries);
  }

  private List<Single> faults() {
    return CallFaults.at(calls);
  }

  private Case struck(String part, List<Single> faults) {
    List<Action> all = begun(faults);
    all.addAll(operation.steps());
    all.add(new Action.Sleep(STRUGGLE));
    return ended(part, label(faults), all);
  }

  private Case crashed(String part, List<Single> faults, int boundary) {
    List<Action> all = begun(faults);
    all.add(new Action.Crash(boundary));
    all.addAll(operation.steps());
    all.add(new Action.Sleep(STRUGGLE));
    all.add(new Action.Restart());
    String crash = "a crash after " + boundary + " messages";
    return ended(part, faults.isEmpty() ? crash : label(faults) + " and " + crash, all);
  }

  private List<Action> begun(List<Single> faults) {
    List<Action> all = new ArrayList<>(operation.before());
    faults.forEach(single -> all.add(new Action.InjectFault(single.fault(), null)));
    return all;
  }

  private static String label(List<Single> faults) {
    return String.join(" and ", faults.stream().map(Single::label).toList());
  }

  private Case ended(String part, String what, List<Action> actions) {
    List<Action> all = new ArrayList<>(actions);
    all.addAll(QuietEnd.steps());
    return new Case(part, SEED, scenario(what, all));
  }

  private Scenario scenario(String what, List<Action> actions) {
    boolean two =
        operation
            .before()
            .contains(Steps.migrate(OperationCase.OTHER, OperationCase.DESTINATION, false));
    List<InstanceDefinition> instances =
        two
            ? List.of(instance(OperationCase.GUEST), instance(OperationCase.OTHER))
            : List.of(instance(OperationCase.GUEST));
    List<HostDefinition> hosts =
        List.of(host(OperationCase.SOURCE), host(OperationCase.DESTINATION));
    Config settings =
        operation.guest() == OperationCase.Guest.BUSY_IN_POST_COPY ? POST_COPY : SETTINGS;
    return Steps.scenario(operation.name() + ": " + what, hosts, instances, settings, actions);
  }

  private static HostDefinition host(String name) {
    return new HostDefinition(name, new Flavor(16, 64 * GIB, 1024 * GIB), GIB, true, 0);
  }

  private InstanceDefinition instance(String name) {
    long dirtyRate = operation.guest() == OperationCase.Guest.CALM ? GIB / 10 : 2 * GIB;
    return new InstanceDefinition(
        new InstanceSpec(name, new Flavor(1, 4 * GIB, GIB), 1, dirtyRate), OperationCase.SOURCE);
  }
}
