package io.drover.scenario;

import io.drover.Drover;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.FleetWatcher;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.Notice;
import io.drover.model.Refusal;
import io.drover.runtime.Ids;
import io.drover.testkit.Guarantees;
import io.drover.testkit.Violation;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One run of a scenario: takes its steps, one after the other, and tells what happens. */
final class Play implements AutoCloseable {

  private final Scenario scenario;
  private final RunReporter reporter;
  private final Records records;
  private final World world;
  private final ScenarioHooks hooks;
  private final ScenarioFaults faults;
  private final Phases phases;
  private final WorldFacts facts;
  private final Asking asking;
  private final NoticeEvents events;
  private final Watch watch;
  private final Set<InstanceId> toldSinceRestart = new HashSet<>();
  private final Map<Answer.Kind, Integer> answers = new EnumMap<>(Answer.Kind.class);
  private int expectations;
  private int failed;

  Play(Scenario scenario, RunReporter reporter, World world, Ids ids) {
    this.scenario = scenario;
    this.reporter = reporter;
    this.world = world;
    records = new Records(ids);
    SimulatedFleet fleet = world.faults();
    hooks = new ScenarioHooks(fleet, world.timeline());
    faults = new ScenarioFaults(fleet, records);
    phases = new Phases(faults::entered);
    fleet.learnPhasesFrom(phases::of);
    CoverageTally tally = new CoverageTally(records);
    fleet.watch(tally);
    fleet.watch(
        new FleetWatcher() {
          @Override
          public void called(Call call, @Nullable String host, List<InstanceId> about) {
            List<String> names = about.stream().map(records::nameOf).toList();
            reporter.called(new PortCall(world.messages(), call, host, names));
          }
        });
    Guarantees guarantees = world.guarantees();
    if (guarantees != null) {
      guarantees.listen(this::onViolation);
    }
    watch = new Watch(guarantees, tally);
    facts = new WorldFacts(records, world.truth(), hooks, watch);
    asking = new Asking(scenario, world, records, facts, watch);
    events = new NoticeEvents(world.beginning(), records::nameOf);
  }

  /** Starts the orchestrator and takes every step. */
  void run() {
    if (!start()) {
      throw new IllegalStateException("Drover did not start; its log says why");
    }
    for (Step step : scenario.steps()) {
      // In an order of messages that the seed chooses, all that is due has happened by now, so
      // that what a step finds does not depend on the seed.
      world.settle();
      reporter.event(Event.of(now(), null, EventKind.STEP, step.number(), step.text()));
      take(step);
    }
    world.settle();
  }

  /** All that came of the run. */
  ScenarioRun result(long seed, Duration real) {
    List<Violation> violations = watch.violations();
    RunSummary summary =
        new RunSummary(scenario.name(), expectations, failed, violations.size(), seed, now(), real);
    return new ScenarioRun(
        summary,
        violations,
        world.messages(),
        answered(Answer.Kind.ACCEPTED),
        answered(Answer.Kind.REFUSED),
        answered(Answer.Kind.CUT),
        watch.coverage(),
        records.latest());
  }

  private int answered(Answer.Kind kind) {
    return answers.getOrDefault(kind, 0);
  }

  private boolean start() {
    return world.start(watch.over(hooks.hooks()), this::onNotice);
  }

  @Override
  public void close() {
    world.close();
  }

  private Duration now() {
    return world.elapsed();
  }

  private void onNotice(Notice notice) {
    if (notice instanceof Notice.InstanceRecorded recorded) {
      records.take(recorded.view());
      phases.take(recorded.view());
      toldSinceRestart.add(recorded.view().id());
    }
    events.event(notice).ifPresent(reporter::event);
    watch.told(notice);
  }

  private void onViolation(Violation violation) {
    reporter.event(
        Event.of(
            violation.at(),
            null,
            EventKind.VIOLATION,
            violation.guarantee().label(),
            violation.who(),
            violation.what(),
            violation.before()));
  }

  private void take(Step step) {
    Action action = step.action();
    if (action instanceof Action.Request request) {
      ask(step, request);
    } else if (action instanceof Action.OfHost ofHost) {
      say(step, ofHost);
    } else if (action instanceof Action.Await await) {
      await(step, await);
    } else if (action instanceof Action.Expect expect) {
      expect(step, expect);
    } else if (action instanceof Action.Sleep sleep) {
      world.until(() -> false, sleep.duration());
    } else if (action instanceof Action.InjectFault inject) {
      if (world.canStrike(inject.fault())) {
        faults.declare(inject.fault(), inject.as());
      }
    } else if (action instanceof Action.Heal heal) {
      faults.heal(heal.selector());
    } else if (action instanceof Action.Crash crash) {
      askForHosts();
      if (crash.afterMessages() == null) {
        crash();
      } else {
        world.afterMessages(crash.afterMessages(), this::crash);
      }
    } else {
      restart();
    }
  }

  private void crash() {
    watch.crashed();
    world.crash();
    reporter.event(Event.of(now(), null, EventKind.ORCHESTRATOR, "crashed"));
  }

  private void restart() {
    if (world.disarm()) {
      crash();
    }
    toldSinceRestart.clear();
    watch.restarted();
    start();
    reporter.event(Event.of(now(), null, EventKind.ORCHESTRATOR, "has started again"));
    // What was recorded, but not told any more before the crash.
    world
        .drover()
        .map(Drover::instances)
        .filter(world::answered)
        .ifPresent(
            answer ->
                reread(
                    answer.toCompletableFuture().join().stream()
                        .filter(view -> !view.host().isEmpty())
                        .toList()));
  }

  /** What was told since is newer than what was asked for. */
  private void reread(List<InstanceView> instances) {
    watch.reread(instances);
    for (InstanceView view : instances) {
      if (!toldSinceRestart.contains(view.id())) {
        records.take(view);
        phases.take(view);
      }
    }
  }

  private void ask(Step step, Action.Request request) {
    Map<String, @Nullable Object> outcomes = new LinkedHashMap<>();
    for (String name : request.target().among(scenario.instanceNames())) {
      Answer answer = asking.ask(request, name);
      outcomes.put(name, answer.outcome());
      answered(answer, name, request.verb().label());
    }
    compare(step, request.refused(), request.orRefused(), outcomes);
  }

  private void say(Step step, Action.OfHost action) {
    Map<String, @Nullable Object> outcomes = new LinkedHashMap<>();
    List<String> all = scenario.hosts().stream().map(HostDefinition::name).sorted().toList();
    for (String host : action.host().equals(Target.ALL) ? all : List.of(action.host())) {
      Answer answer = asking.say(action, host);
      outcomes.put(host, answer.outcome());
      answered(answer, null, action.order().label() + " " + host);
    }
    compare(step, action.refused(), action.orRefused(), outcomes);
  }

  private void answered(Answer answer, @Nullable String instance, String request) {
    answers.merge(answer.kind(), 1, Integer::sum);
    reporter.event(
        Event.of(
            now(),
            instance,
            EventKind.ANSWER,
            request,
            answer.accepted(),
            answer.outcome(),
            answer.accepted() ? null : answer.detail()));
  }

  /** Whether what was asked for was answered as it should be. */
  private void compare(
      Step step,
      @Nullable Refusal wanted,
      boolean orRefused,
      Map<String, @Nullable Object> outcomes) {
    if (orRefused && !outcomes.containsValue(Answer.NONE)) {
      return;
    }
    Object expected = wanted == null ? null : wanted.label();
    LinkedHashSet<@Nullable Object> different = new LinkedHashSet<>(outcomes.values());
    Object actual = different.size() == 1 ? different.iterator().next() : outcomes;
    boolean asExpected = Objects.equals(expected, actual) || outcomes.isEmpty();
    if (wanted != null || !asExpected) {
      tell(step, new Verdict(asExpected, refused(step, expected), refused(step, actual)));
    }
  }

  private static Map<String, @Nullable Object> refused(Step step, @Nullable Object outcome) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("request", step.action().text());
    map.put("refused", outcome);
    return map;
  }

  private void await(Step step, Action.Await await) {
    List<String> names = await.target().among(scenario.instanceNames());
    world.until(new RestWatch(names, facts)::holds, await.within());
    tell(step, Rest.verdict(await.target(), names, facts));
  }

  private void expect(Step step, Action.Expect expect) {
    Expectation expectation = expect.expectation();
    if (expectation.needsGuarantees() && !watch.checks()) {
      return;
    }
    if (expectation.needsGuarantees() && !askForRest()) {
      tell(step, new Verdict(false, Map.of("guarantees", true), Map.of("guarantees", "unknown")));
      return;
    }
    Duration within = expect.within() == null ? Duration.ZERO : expect.within();
    if (expectation.needsHosts()) {
      askForHosts();
      Duration end = now().plus(within);
      while (!holds(expectation)
          && now().compareTo(end) < 0
          && world.nextMoment(end.minus(now()))) {
        askForHosts();
      }
    } else {
      world.until(() -> holds(expectation), within);
    }
    tell(step, expectation.evaluate(facts));
  }

  private boolean holds(Expectation expectation) {
    return expectation.evaluate(facts).ok();
  }

  private void askForHosts() {
    world
        .drover()
        .map(Drover::hosts)
        .filter(world::answered)
        .ifPresent(answer -> facts.take(answer.toCompletableFuture().join()));
  }

  /**
   * Nothing is under way any more: checks that all is as it should be in the end; false when nobody
   * answers.
   */
  private boolean askForRest() {
    Optional<CompletionStage<List<InstanceView>>> instances =
        world.drover().map(Drover::instances).filter(world::answered);
    Optional<CompletionStage<List<HostView>>> hosts =
        world.drover().map(Drover::hosts).filter(world::answered);
    if (instances.isPresent() && hosts.isPresent()) {
      watch.atRest(
          instances.get().toCompletableFuture().join().stream()
              .filter(view -> !view.host().isEmpty())
              .toList(),
          hosts.get().toCompletableFuture().join());
    }
    return instances.isPresent() && hosts.isPresent();
  }

  private void tell(Step step, Verdict verdict) {
    expectations++;
    failed += verdict.ok() ? 0 : 1;
    reporter.verdict(now(), step, verdict);
  }
}
