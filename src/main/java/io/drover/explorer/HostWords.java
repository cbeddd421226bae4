package io.drover.explorer;

import io.drover.hypervisor.simulated.FaultKind;
import io.drover.model.HostOrder;
import io.drover.scenario.Action;
import io.drover.scenario.FaultSpec;
import io.drover.scenario.HealSelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What operators say of hosts: one is disabled or enabled, or one that is off is fenced until it is
 * back. Nobody fences in error here, for that costs guests as it should.
 */
final class HostWords {
  private final Dice dice;
  private final RandomRequests requests;
  private final String host;
  private final List<Action> steps = new ArrayList<>();

  /** Of the host of any instance. */
  HostWords(Dice dice, RandomRequests requests) {
    this.dice = dice;
    this.requests = requests;
    host = requests.place(requests.instance());
  }

  /** The steps, from an orchestrator that works to one that does. */
  List<Action> steps() {
    if (dice.chance(60)) {
      steps.add(Steps.say(dice.chance(60) ? HostOrder.DISABLE : HostOrder.ENABLE, host));
    } else {
      fence();
    }
    return steps;
  }

  private void fence() {
    if (dice.chance(40)) {
      steps.add(requests.about(requests.instance()));
      sleep(2_000);
    }
    if (dice.chance(50)) {
      strike(FaultKind.UNREACHABLE);
      sleep(15_000);
    }
    strike(FaultKind.DOWN);
    sleep(15_000);
    steps.add(Steps.say(HostOrder.FENCE, host));
    if (dice.chance(50)) {
      sleep(30_000);
    }
    if (dice.chance(50)) {
      steps.add(requests.about(requests.instance()));
    }
    if (dice.chance(40)) {
      steps.add(new Action.Crash(null));
      steps.add(new Action.Restart());
    }
    sleep(30_000);
    steps.add(new Action.Heal(new HealSelector.All()));
    steps.add(Steps.say(HostOrder.UNFENCE, host));
  }

  private void sleep(int most) {
    steps.add(new Action.Sleep(Duration.ofMillis(dice.mostlySmall(1, most, 2))));
  }

  private void strike(FaultKind kind) {
    steps.add(
        new Action.InjectFault(
            new FaultSpec(kind, null, host, null, List.of(), null, 0, Duration.ZERO, null), null));
  }
}
