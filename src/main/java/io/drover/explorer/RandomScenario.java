package io.drover.explorer;

import io.drover.explorer.Dice.Weighted;
import io.drover.scenario.Action;
import io.drover.scenario.HostDefinition;
import io.drover.scenario.InstanceDefinition;
import io.drover.scenario.Scenario;
import io.drover.scenario.Target;
import io.drover.scenario.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A random mixture of operations, faults and crashes that ends quietly; the same for one seed. */
public final class RandomScenario {

  private enum What {
    REQUEST,
    AMBUSH,
    RARE_STATE,
    FAULT,
    HEAL,
    WORD,
    SLEEP,
    AWAIT,
    CRASH
  }

  private static final List<Weighted<What>> STEPS =
      List.of(
          new Weighted<>(26, What.REQUEST),
          new Weighted<>(20, What.AMBUSH),
          new Weighted<>(14, What.RARE_STATE),
          new Weighted<>(7, What.FAULT),
          new Weighted<>(9, What.HEAL),
          new Weighted<>(5, What.WORD),
          new Weighted<>(14, What.SLEEP),
          new Weighted<>(4, What.AWAIT),
          new Weighted<>(6, What.CRASH));

  private static final int MOST_STEPS = 40;
  private static final int FURTHEST_CRASH = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Dice dice;
  private final RandomFleet fleet;
  private final RandomRequests requests;
  private final RandomFaults faults;
  private final List<Action> steps = new ArrayList<>();

  /** Whether the orchestrator is down, or will be at an armed crash. */
  private boolean crashed;

  private RandomScenario(Dice dice) {
    this.dice = dice;
    fleet = RandomFleet.roll(dice);
    requests = new RandomRequests(dice, fleet);
    faults =
        new RandomFaults(
            dice,
            fleet.hosts().stream().map(HostDefinition::name).toList(),
            fleet.instances().stream().map(InstanceDefinition::name).toList());
  }

  /** The scenario of a seed, to be played with the same seed. */
  public static Scenario of(long seed) {
    RandomScenario random = new RandomScenario(new Dice(seed));
    random.begin();
    int count = random.dice.mostlySmall(4, MOST_STEPS, 3);
    for (int i = 0; i < count; i++) {
      random.step();
    }
    random.end();
    return Steps.scenario(
        "Seed " + seed,
        random.fleet.hosts(),
        random.fleet.instances(),
        random.fleet.settings(),
        random.steps);
  }

  private void begin() {
    steps.add(Steps.request(Verb.BOOT, Target.ALL));
    if (dice.chance(70)) {
      steps.add(new Action.Await(new Target(Target.ALL), Duration.ofMinutes(2)));
    }
  }

  private void step() {
    if (crashed && dice.chance(30)) {
      restart();
      return;
    }
    switch (dice.weighted(STEPS)) {
      case REQUEST -> steps.add(requests.any());
      case AMBUSH -> steps.addAll(new Ambush(dice, requests).steps());
      case RARE_STATE -> rareState();
      case FAULT -> steps.add(faults.inject());
      case HEAL -> steps.add(faults.heal());
      case WORD -> word();
      case SLEEP -> steps.add(new Action.Sleep(dice.pause()));
      case AWAIT -> steps.add(new Action.Await(new Target(Target.ALL), PATIENCE));
      case CRASH -> crash();
    }
  }

  private void rareState() {
    if (crashed) {
      restart();
    }
    steps.addAll(new RareState(dice, requests).steps());
    crashed = steps.get(steps.size() - 1) instanceof Action.Crash;
  }

  /** What is said must be heard: a host that is back and still fenced is nobody's fault. */
  private void word() {
    if (crashed) {
      restart();
    }
    steps.addAll(new HostWords(dice, requests).steps());
  }

  private void crash() {
    if (crashed) {
      restart();
    } else {
      steps.add(new Action.Crash(dice.chance(70) ? dice.mostlySmall(1, FURTHEST_CRASH, 2) : null));
      crashed = true;
    }
  }

  private void restart() {
    steps.add(new Action.Restart());
    crashed = false;
  }

  private void end() {
    if (crashed) {
      restart();
    }
    steps.addAll(QuietEnd.steps());
  }
}
