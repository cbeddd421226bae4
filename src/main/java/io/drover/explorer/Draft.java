package io.drover.explorer;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.scenario.Action;
import io.drover.scenario.FaultSpec;
import io.drover.scenario.HealSelector;
import io.drover.scenario.Scenario;
import io.drover.scenario.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A scenario without its quiet end, from which things can be left out; always a valid one. */
record Draft(Scenario original, List<Action> body) {

  /** Copies the list, without the steps that have no meaning after what was left out. */
  Draft {
    body = sensible(body);
  }

  static Draft of(Scenario scenario) {
    List<Action> all = Shrinker.actions(scenario);
    List<Action> end = QuietEnd.steps();
    int length = all.size() - end.size();
    boolean ended = length >= 0 && all.subList(length, all.size()).equals(end);
    return new Draft(scenario, ended ? all.subList(0, length) : all);
  }

  /** The whole scenario. */
  Scenario scenario() {
    List<Action> all = new ArrayList<>(body);
    if (down(body)) {
      all.add(new Action.Restart());
    }
    all.addAll(QuietEnd.steps());
    return Steps.scenario(
        original.name(), original.hosts(), original.instances(), original.settings(), all);
  }

  Draft withBody(List<Action> other) {
    return new Draft(original, other);
  }

  Draft withoutInstance(String name) {
    return new Draft(
        new Scenario(
            original.name(),
            original.file(),
            original.hosts(),
            original.instances().stream().filter(each -> !each.name().equals(name)).toList(),
            original.settings(),
            original.steps()),
        body.stream().filter(action -> !mentionsInstance(action, name)).toList());
  }

  /** Without a host that is no instance's, else unchanged. */
  Draft withoutHost(String name) {
    if (original.instances().stream().anyMatch(each -> each.host().equals(name))) {
      return this;
    }
    return new Draft(
        new Scenario(
            original.name(),
            original.file(),
            original.hosts().stream().filter(each -> !each.name().equals(name)).toList(),
            original.instances(),
            original.settings(),
            original.steps()),
        body.stream().filter(action -> !mentionsHost(action, name)).toList());
  }

  /** The settings that it has. */
  List<String> settingPaths() {
    return List.copyOf(
        new TreeSet<>(original.settings().entrySet().stream().map(Map.Entry::getKey).toList()));
  }

  Draft withoutSetting(String path) {
    return new Draft(
        new Scenario(
            original.name(),
            original.file(),
            original.hosts(),
            original.instances(),
            without(path),
            original.steps()),
        body);
  }

  /** Empty objects must not stay behind. */
  private Config without(String path) {
    Config rest = ConfigFactory.empty();
    for (String each : settingPaths()) {
      if (!each.equals(path)) {
        rest = rest.withValue(each, original.settings().getValue(each));
      }
    }
    return rest;
  }

  private static boolean mentionsInstance(Action action, String name) {
    Target target = null;
    if (action instanceof Action.Request request) {
      target = request.target();
    } else if (action instanceof Action.Await await) {
      target = await.target();
    }
    return target == null
        ? fault(action, spec -> name.equals(spec.instance()))
            || selector(action, some -> name.equals(some.instance()))
        : target.name().equals(name);
  }

  private static boolean mentionsHost(Action action, String name) {
    return (action instanceof Action.Request request && name.equals(request.host()))
        || (action instanceof Action.OfHost ofHost && name.equals(ofHost.host()))
        || fault(action, spec -> name.equals(spec.host()) || spec.between().contains(name))
        || selector(action, some -> name.equals(some.host()) || some.between().contains(name));
  }

  private static boolean fault(Action action, Predicate<FaultSpec> matching) {
    return action instanceof Action.InjectFault inject && matching.test(inject.fault());
  }

  private static boolean selector(Action action, Predicate<HealSelector.Matching> matching) {
    return action instanceof Action.Heal heal
        && heal.selector() instanceof HealSelector.Matching some
        && matching.test(some);
  }

  private static List<Action> sensible(List<Action> actions) {
    List<Action> kept = new ArrayList<>();
    for (Action action : actions) {
      boolean down = down(kept);
      if (action instanceof Action.Crash ? !down : !(action instanceof Action.Restart) || down) {
        if (!healsUnnamed(action, kept)) {
          kept.add(action);
        }
      }
    }
    return List.copyOf(kept);
  }

  private static boolean healsUnnamed(Action action, List<Action> before) {
    return action instanceof Action.Heal heal
        && heal.selector() instanceof HealSelector.Named named
        && before.stream().noneMatch(each -> Objects.equals(named.id(), nameOf(each)));
  }

  private static @Nullable String nameOf(Action action) {
    return action instanceof Action.InjectFault inject ? inject.as() : null;
  }

  private static boolean down(List<Action> actions) {
    boolean down = false;
    for (Action action : actions) {
      down = action instanceof Action.Crash || (down && !(action instanceof Action.Restart));
    }
    return down;
  }
}
