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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A random mixture of operations, faults and crashes that ends quietly; the same for one seed. */
public final class RandomScenario {

  private enum What {
    REQUEST,
    FAULT,
    HEAL,
    SLEEP,
    AWAIT,
    CRASH
  }

  private static final List<Weighted<What>> STEPS =
      List.of(
          new Weighted<>(46, What.REQUEST),
          new Weighted<>(18, What.FAULT),
          new Weighted<>(7, What.HEAL),
          new Weighted<>(18, What.SLEEP),
          new Weighted<>(4, What.AWAIT),
          new Weighted<>(7, What.CRASH));

  /** What is asked for, and how often. */
  private static final List<Weighted<Verb>> VERBS =
      List.of(
          new Weighted<>(34, Verb.LIVE_MIGRATE),
          new Weighted<>(16, Verb.REBOOT),
          new Weighted<>(10, Verb.STOP),
          new Weighted<>(10, Verb.START),
          new Weighted<>(9, Verb.ABORT_MIGRATION),
          new Weighted<>(7, Verb.BOOT),
          new Weighted<>(6, Verb.DELETE));

  private static final int MOST_STEPS = 60;
  private static final int FURTHEST_CRASH = 400;

  private final Dice dice;
  private final RandomFleet fleet;
  private final List<String> hosts;
  private final List<String> instances;
  private final RandomFaults faults;
  private final List<Action> steps = new ArrayList<>();

  /** Whether the orchestrator is down, or will be at an armed crash. */
  private boolean crashed;

  private RandomScenario(Dice dice) {
    this.dice = dice;
    fleet = RandomFleet.roll(dice);
    hosts = fleet.hosts().stream().map(HostDefinition::name).toList();
    instances = fleet.instances().stream().map(InstanceDefinition::name).toList();
    faults = new RandomFaults(dice, hosts, instances);
  }

  /** The scenario of a seed, to be played with the same seed. */
  public static Scenario of(long seed) {
    RandomScenario random = new RandomScenario(new Dice(seed));
    random.begin();
    int count = random.dice.mostlySmall(4, MOST_STEPS, 2);
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

  /** The operations that are asked for. */
  static Set<Verb> verbs() {
    Set<Verb> verbs = EnumSet.noneOf(Verb.class);
    VERBS.forEach(each -> verbs.add(each.value()));
    return verbs;
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
      case REQUEST -> steps.add(request());
      case FAULT -> steps.add(faults.inject());
      case HEAL -> steps.add(faults.heal());
      case SLEEP, AWAIT -> steps.add(new Action.Sleep(dice.pause()));
      case CRASH -> crash();
    }
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

  private Action request() {
    Verb verb = dice.weighted(VERBS);
    String target = dice.chance(6) ? Target.ALL : instance();
    return switch (verb) {
      case REBOOT -> Steps.reboot(target, dice.chance(40));
      case LIVE_MIGRATE -> Steps.migrate(target, dice.pick(hosts), dice.chance(8));
      default -> Steps.request(verb, target);
    };
  }

  /** Often one of the first, so that requests and faults meet. */
  private String instance() {
    return instances.get(dice.mostlySmall(0, instances.size() - 1, 2));
  }

  private void end() {
    if (crashed) {
      restart();
    }
    steps.addAll(QuietEnd.steps());
  }
}
