package io.drover.explorer;

import io.drover.explorer.Dice.Weighted;
import io.drover.model.VmState;
import io.drover.scenario.Action;
import io.drover.scenario.HostDefinition;
import io.drover.scenario.InstanceDefinition;
import io.drover.scenario.Target;
import io.drover.scenario.Verb;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is asked for at random: mostly what an instance can take, judged by what it was asked for
 * before, as if all of that had gone well.
 */
final class RandomRequests {

  private static final List<Weighted<Verb>> ANY =
      Arrays.stream(Verb.values())
          .filter(
              verb ->
                  verb != Verb.RESOLVE) // an operator's word is true only where a host is fenced
          .map(verb -> new Weighted<>(1, verb))
          .toList();

  private static final List<Weighted<Verb>> OF_ACTIVE =
      List.of(
          new Weighted<>(40, Verb.LIVE_MIGRATE),
          new Weighted<>(16, Verb.REBOOT),
          new Weighted<>(10, Verb.STOP),
          new Weighted<>(12, Verb.PAUSE),
          new Weighted<>(12, Verb.SUSPEND),
          new Weighted<>(8, Verb.DELETE));

  private final Dice dice;
  private final List<String> hosts;
  private final List<String> instances;
  private final Map<String, VmState> states = new TreeMap<>();
  private final Map<String, String> places = new TreeMap<>();

  RandomRequests(Dice dice, RandomFleet fleet) {
    this.dice = dice;
    hosts = fleet.hosts().stream().map(HostDefinition::name).toList();
    instances = fleet.instances().stream().map(InstanceDefinition::name).toList();
    fleet
        .instances()
        .forEach(
            each -> {
              states.put(each.name(), VmState.ACTIVE);
              places.put(each.name(), each.host());
            });
  }

  /** Often one of the first instances, so that requests and faults meet. */
  String instance() {
    return instances.get(dice.mostlySmall(0, instances.size() - 1, 3));
  }

  /** Where an instance is if all has gone well. */
  String place(String instance) {
    return places.getOrDefault(instance, hosts.get(0));
  }

  /** Any other host. */
  String otherThan(String place) {
    return dice.pick(hosts.stream().filter(host -> !host.equals(place)).toList());
  }

  /** An instance is to be here, if all goes well. */
  void moved(String instance, String host) {
    places.computeIfPresent(instance, (name, before) -> host);
  }

  /** A request about one instance, or now and then about all. */
  Action.Request any() {
    return dice.chance(6) ? ask(dice.weighted(ANY), Target.ALL) : about(instance());
  }

  /** A request that this instance can probably take. */
  Action.Request about(String instance) {
    return ask(dice.weighted(choices(instance)), instance);
  }

  private List<Weighted<Verb>> choices(String instance) {
    return dice.chance(8) ? ANY : fitting(states.getOrDefault(instance, VmState.ACTIVE));
  }

  private static List<Weighted<Verb>> fitting(VmState state) {
    return switch (state) {
      case STOPPED -> List.of(new Weighted<>(8, Verb.START), new Weighted<>(1, Verb.DELETE));
      case PAUSED -> List.of(new Weighted<>(8, Verb.UNPAUSE), new Weighted<>(1, Verb.REBOOT));
      case SUSPENDED -> List.of(new Weighted<>(8, Verb.RESUME), new Weighted<>(1, Verb.REBOOT));
      case DELETED -> List.of(new Weighted<>(1, Verb.BOOT));
      case ACTIVE, BUILDING, ERROR -> OF_ACTIVE;
    };
  }

  /** This request, from now on as if it went well. */
  Action.Request ask(Verb verb, String target) {
    note(verb, target);
    return switch (verb) {
      case REBOOT -> Steps.reboot(target, dice.chance(50));
      case LIVE_MIGRATE -> migrate(target);
      default -> Steps.request(verb, target);
    };
  }

  private Action.Request migrate(String target) {
    String from = place(target);
    String to = dice.chance(95) ? otherThan(from) : from;
    moved(target, to);
    return Steps.migrate(target, to, dice.chance(8));
  }

  private void note(Verb verb, String target) {
    List<String> names = target.equals(Target.ALL) ? instances : List.of(target);
    for (String name : names) {
      VmState before = states.getOrDefault(name, VmState.ACTIVE);
      states.put(
          name,
          switch (verb) {
            case STOP -> before == VmState.ACTIVE ? VmState.STOPPED : before;
            case PAUSE -> before == VmState.ACTIVE ? VmState.PAUSED : before;
            case SUSPEND -> before == VmState.ACTIVE ? VmState.SUSPENDED : before;
            case DELETE -> VmState.DELETED;
            case BOOT -> before == VmState.DELETED ? VmState.ACTIVE : before;
            case START -> before == VmState.STOPPED ? VmState.ACTIVE : before;
            case UNPAUSE -> before == VmState.PAUSED ? VmState.ACTIVE : before;
            case RESUME -> before == VmState.SUSPENDED ? VmState.ACTIVE : before;
            case REBOOT -> before == VmState.DELETED ? before : VmState.ACTIVE;
            case LIVE_MIGRATE, ABORT_MIGRATION, FORCE_COMPLETE_MIGRATION, RESOLVE -> before;
          });
    }
  }
}
