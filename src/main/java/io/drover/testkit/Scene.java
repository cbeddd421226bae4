package io.drover.testkit;

import io.drover.hypervisor.simulated.FleetTruth;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What all checkers share: the records as told, the truth, the time, and what was found. */
final class Scene {
  private final FleetTruth truth;
  private final Bounds bounds;
  private final History history = new History(this::name);
  private final Map<InstanceId, InstanceView> views = new LinkedHashMap<>();
  private final Map<InstanceId, String> names = new LinkedHashMap<>();
  private final List<Violation> violations = new ArrayList<>();
  private Duration now = Duration.ZERO;
  private Consumer<Violation> listener = violation -> {};

  Scene(FleetTruth truth, Bounds bounds) {
    this.truth = truth;
    this.bounds = bounds;
  }

  FleetTruth truth() {
    return truth;
  }

  Bounds bounds() {
    return bounds;
  }

  Duration now() {
    return now;
  }

  void now(Duration moment) {
    now = moment;
  }

  History history() {
    return history;
  }

  /** Keeps a record and gives what was known before. */
  @Nullable InstanceView keep(InstanceView view) {
    names.put(view.id(), view.spec().name());
    return views.put(view.id(), view);
  }

  /** An instance is going to have this name. */
  void name(InstanceId id, String name) {
    names.putIfAbsent(id, name);
  }

  /** What was recorded last of an instance; null: nothing yet. */
  @Nullable InstanceView view(InstanceId id) {
    return views.get(id);
  }

  Collection<InstanceView> views() {
    return views.values();
  }

  String name(InstanceId id) {
    return names.getOrDefault(id, id.value());
  }

  /** What is really on each host. */
  Map<String, HostTruth> hosts() {
    Map<String, HostTruth> all = new LinkedHashMap<>();
    for (String host : truth.hosts()) {
      all.put(
          host,
          new HostTruth(
              truth.answers(host),
              truth.guests(host),
              counted(truth.vifs(host)),
              truth.sharedStorage(host),
              counted(truth.volumes(host))));
    }
    return all;
  }

  private static SortedMap<InstanceId, Integer> counted(
      Map<InstanceId, ? extends Collection<?>> things) {
    SortedMap<InstanceId, Integer> counts = new TreeMap<>();
    things.forEach((id, all) -> counts.put(id, all.size()));
    return counts;
  }

  void report(Guarantee guarantee, InstanceId who, String what) {
    report(guarantee, name(who), what);
  }

  void report(Guarantee guarantee, String who, String what) {
    Violation violation = new Violation(guarantee, who, now, what, history.sentences());
    violations.add(violation);
    listener.accept(violation);
  }

  void listen(Consumer<Violation> told) {
    listener = told;
  }

  List<Violation> violations() {
    return List.copyOf(violations);
  }
}
