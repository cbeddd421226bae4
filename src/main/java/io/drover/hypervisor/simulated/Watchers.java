package io.drover.hypervisor.simulated;

import io.drover.hypervisor.GuestState;
import io.drover.model.InstanceId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All who watch a fleet. Used inside its lock only. */
final class Watchers implements FleetWatcher {
  private final List<FleetWatcher> all = new ArrayList<>();

  void add(FleetWatcher watcher) {
    all.add(watcher);
  }

  @Override
  public void guestChanged(InstanceId id, String host, GuestState state, int runningCopies) {
    all.forEach(watcher -> watcher.guestChanged(id, host, state, runningCopies));
  }

  @Override
  public void struck(
      Fault fault, @Nullable Call call, @Nullable String host, List<InstanceId> about) {
    all.forEach(watcher -> watcher.struck(fault, call, host, about));
  }

  @Override
  public void healed(Fault fault) {
    all.forEach(watcher -> watcher.healed(fault));
  }
}
