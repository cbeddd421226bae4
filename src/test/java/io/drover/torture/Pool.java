package io.drover.torture;

import io.drover.model.InstanceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The instances that all clients work with. Thread-safe. */
final class Pool {
  private final int wanted;
  private final List<InstanceId> present = new ArrayList<>();
  private int booting;

  Pool(int wanted) {
    this.wanted = wanted;
  }

  /** One of them; none: the caller is to boot another, and to say what came of it. */
  synchronized Optional<InstanceId> any(RandomGenerator random) {
    if (present.size() + booting < wanted) {
      booting++;
      return Optional.empty();
    }
    return present.isEmpty()
        ? Optional.empty()
        : Optional.of(present.get(random.nextInt(present.size())));
  }

  synchronized void booted(InstanceId id) {
    booting--;
    present.add(id);
  }

  synchronized void notBooted() {
    booting--;
  }

  synchronized void deleted(InstanceId id) {
    present.remove(id);
  }
}
