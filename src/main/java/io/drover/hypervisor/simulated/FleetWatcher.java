package io.drover.hypervisor.simulated;

import io.drover.hypervisor.GuestState;
import io.drover.model.InstanceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens to a fleet, past any orchestrator and whatever faults keep it from seeing
 * it. Called with the fleet's lock held: it must neither block, throw nor use the fleet.
 */
public interface FleetWatcher {

  /**
   * A copy of a guest came, changed or went.
   *
   * @param state what it is on this host now; {@code ABSENT} when it went
   * @param runningCopies how many copies may run now, on whichever hosts
   */
  default void guestChanged(InstanceId id, String host, GuestState state, int runningCopies) {}

  /**
   * A fault strikes: a call, or by itself.
   *
   * @param call the call that it strikes; null when it strikes by itself
   * @param host the host of that call; null when it has none
   * @param about the instances that the call is about; empty when it is about none in particular
   */
  default void struck(
      Fault fault, @Nullable Call call, @Nullable String host, List<InstanceId> about) {}

  /** A fault ends. */
  default void healed(Fault fault) {}
}
