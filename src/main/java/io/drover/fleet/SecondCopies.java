package io.drover.fleet;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.simulated.FleetWatcher;
import io.drover.model.InstanceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Looks at every change in a fleet, and remembers when a guest could run more than once. */
final class SecondCopies implements FleetWatcher {
  /** Enough to find out what is wrong. */
  private static final int MOST_KEPT = 1000;

  private final Supplier<Instant> clock;
  private final Map<InstanceId, SortedMap<String, GuestState>> copies = new TreeMap<>();
  private final List<SecondCopy> seen = new ArrayList<>();

  SecondCopies(Supplier<Instant> clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void guestChanged(
      InstanceId id, String host, GuestState state, int runningCopies) {
    SortedMap<String, GuestState> present = copies.computeIfAbsent(id, any -> new TreeMap<>());
    if (state == GuestState.ABSENT) {
      present.remove(host);
    } else {
      present.put(host, state);
    }
    if (present.isEmpty()) {
      copies.remove(id);
    }
    if (runningCopies > 1 && seen.size() < MOST_KEPT) {
      seen.add(new SecondCopy(clock.get(), id, present));
    }
  }

  synchronized List<SecondCopy> seen() {
    return List.copyOf(seen);
  }
}
