package io.drover.explorer;

import com.typesafe.config.Config;
import io.drover.model.HostOrder;
import io.drover.scenario.Action;
import io.drover.scenario.HostDefinition;
import io.drover.scenario.InstanceDefinition;
import io.drover.scenario.Scenario;
import io.drover.scenario.Step;
import io.drover.scenario.Target;
import io.drover.scenario.Verb;
import java.util.ArrayList;
import java.util.List;

/** Scenarios and requests that are made rather than read. Each request may be refused. */
final class Steps {

  private Steps() {}

  /** A scenario of these steps, numbered. */
  static Scenario scenario(
      String name,
      List<HostDefinition> hosts,
      List<InstanceDefinition> instances,
      Config settings,
      List<Action> actions) {
    List<Step> steps = new ArrayList<>();
    for (Action action : actions) {
      steps.add(new Step(steps.size() + 1, 0, action));
    }
    return new Scenario(name, "", hosts, instances, settings, steps);
  }

  /** Any operation that needs no more than its instance. */
  static Action.Request request(Verb verb, String target) {
    return new Action.Request(
        verb, new Target(target), false, null, false, false, null, null, true);
  }

  /** An operator's word on a host. */
  static Action.OfHost say(HostOrder order, String host) {
    return new Action.OfHost(order, host, order.needsReason() ? "the dice say so" : "", null, true);
  }

  static Action.Request reboot(String target, boolean hard) {
    return new Action.Request(
        Verb.REBOOT, new Target(target), hard, null, false, false, null, null, true);
  }

  static Action.Request migrate(String target, String to, boolean block) {
    return new Action.Request(
        Verb.LIVE_MIGRATE, new Target(target), false, to, block, false, null, null, true);
  }
}
