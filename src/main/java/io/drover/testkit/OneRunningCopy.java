package io.drover.testkit;

import io.drover.hypervisor.GuestState;
import io.drover.model.InstanceId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** G1: follows every change of a guest; told once for each time that two copies may run. */
final class OneRunningCopy implements Check {
  private final Scene scene;
  private final Map<InstanceId, Map<String, GuestState>> copies = new HashMap<>();
  private final Set<InstanceId> twice = new HashSet<>();

  OneRunningCopy(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void on(Happening happening) {
    if (happening instanceof Happening.GuestChanged guest) {
      copies.computeIfAbsent(guest.id(), id -> new TreeMap<>()).put(guest.host(), guest.state());
      if (guest.runningCopies() < 2) {
        twice.remove(guest.id());
      } else if (twice.add(guest.id())) {
        scene.report(
            Guarantee.ONE_RUNNING_COPY,
            guest.id(),
            "%d copies of its guest may run: %s"
                .formatted(guest.runningCopies(), whereabouts(guest.id())));
      }
    }
  }

  private String whereabouts(InstanceId id) {
    return copies.getOrDefault(id, Map.of()).entrySet().stream()
        .filter(copy -> copy.getValue() != GuestState.ABSENT)
        .map(copy -> Words.of(copy.getValue()) + " on " + copy.getKey())
        .collect(Collectors.joining(", "));
  }
}
