package io.drover.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What could run now. Any task of an actor system may be next, chosen by the seed; the fleet's
 * tasks keep their order, as {@link io.drover.runtime.Timeline} promises, so that only the oldest
 * of them takes part in the choice.
 */
final class ReadyList {

  private final SplittableRandom random;
  private final List<Task> tasks = new ArrayList<>();
  private final Deque<Task> fleet = new ArrayDeque<>();

  ReadyList(long seed) {
    random = new SplittableRandom(seed);
  }

  void add(Task task) {
    if (task.owner() == null) {
      fleet.add(task);
    } else {
      tasks.add(task);
    }
  }

  boolean isEmpty() {
    return tasks.isEmpty() && fleet.isEmpty();
  }

  /** Takes one task out; null when there is none. */
  @Nullable Task take() {
    int candidates = tasks.size() + (fleet.isEmpty() ? 0 : 1);
    if (candidates == 0) {
      return null;
    }
    int chosen = candidates == 1 ? 0 : random.nextInt(candidates);
    if (chosen == tasks.size()) {
      return fleet.remove();
    }
    Task last = tasks.remove(tasks.size() - 1);
    return chosen == tasks.size() ? last : tasks.set(chosen, last);
  }

  void drop(VirtualSystem owner) {
    tasks.removeIf(task -> task.owner() == owner);
  }
}
