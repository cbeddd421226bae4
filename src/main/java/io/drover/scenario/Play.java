package io.drover.scenario;

import io.drover.Drover;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.model.InstanceView;
import io.drover.model.Notice;
import io.drover.model.Refusal;
import io.drover.runtime.Ids;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    facts = new WorldFacts(records, world.truth(), hooks);
    asking = new Asking(scenario, world, records, facts);
    events = new NoticeEvents(world.beginning(), records::nameOf);
  }

  /** Starts the orchestrator and takes every step. */
  void run() {
    if (!world.start(hooks.hooks(), this::onNotice)) {
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

  /** How the run ended. */
  RunSummary summary(long seed, Duration real) {
    return new RunSummary(scenario.name(), expectations, failed, seed, now(), real);
  }

  /** The instances as they are, in ascending order of name. */
  List<InstanceView> instances() {
    return records.latest();
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
    }
    events.event(notice).ifPresent(reporter::event);
  }

  private void take(Step step) {
    Action action = step.action();
    if (action instanceof Action.Request request) {
      ask(step, request);
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
    } else if (action instanceof Action.Crash) {
      askForHosts();
      world.crash();
    } else {
      restart();
    }
  }

  private void restart() {
    world.start(hooks.hooks(), this::onNotice);
    // What was recorded, but not told any more before the crash.
    world
        .drover()
        .map(Drover::instances)
        .filter(world::answered)
        .ifPresent(
            answer ->
                answer.toCompletableFuture().join().stream()
                    .filter(view -> !view.host().isEmpty())
                    .forEach(
                        view -> {
                          records.take(view);
                          phases.take(view);
                        }));
  }

  private void ask(Step step, Action.Request request) {
    Refusal wanted = request.refused();
    Map<String, @Nullable Object> outcomes = new LinkedHashMap<>();
    for (String name : request.target().among(scenario.instanceNames())) {
      Answer answer = asking.ask(request, name);
      outcomes.put(name, answer.outcome());
      reporter.event(
          Event.of(
              now(),
              name,
              EventKind.ANSWER,
              request.verb().label(),
              answer.accepted(),
              answer.outcome(),
              answer.accepted() ? null : answer.detail()));
    }
    Object expected = wanted == null ? null : wanted.label();
    LinkedHashSet<@Nullable Object> different = new LinkedHashSet<>(outcomes.values());
    Object actual = different.size() == 1 ? different.iterator().next() : outcomes;
    boolean asExpected = Objects.equals(expected, actual) || outcomes.isEmpty();
    if (wanted != null || !asExpected) {
      tell(step, new Verdict(asExpected, refused(request, expected), refused(request, actual)));
    }
  }

  private static Map<String, @Nullable Object> refused(
      Action.Request request, @Nullable Object outcome) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("request", request.text());
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

  private void tell(Step step, Verdict verdict) {
    expectations++;
    failed += verdict.ok() ? 0 : 1;
    reporter.verdict(now(), step, verdict);
  }
}
