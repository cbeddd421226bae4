package io.drover.instance;

import java.util.ArrayList;
import java.util.List;

/**
 * The instances that the index knows, in order; none is ever changed, as Pekko makes the next one
 * before it knows whether the event is stored. All share one list as long as each follows the
 * latest, so that adding one costs the same however many there are.
 */
final class Remembered {
  private final List<RegistryEvent.Registered> shared;
  private final int size;

  private Remembered(List<RegistryEvent.Registered> shared, int size) {
    this.shared = shared;
    this.size = size;
  }

  static Remembered nothing() {
    return new Remembered(new ArrayList<>(), 0);
  }

  /** These and one more. */
  Remembered and(RegistryEvent.Registered instance) {
    List<RegistryEvent.Registered> list =
        shared.size() == size ? shared : new ArrayList<>(shared.subList(0, size));
    list.add(instance);
    return new Remembered(list, size + 1);
  }

  /** All of them. */
  List<RegistryEvent.Registered> all() {
    return List.copyOf(shared.subList(0, size));
  }
}
