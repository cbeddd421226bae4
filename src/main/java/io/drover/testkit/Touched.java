package io.drover.testkit;

import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.Fault;
import io.drover.hypervisor.simulated.HostPair;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import java.util.HashSet;
import java.util.Set;

/** Which instances and hosts a fault has ever touched. */
final class Touched {
  private final Set<InstanceId> instances = new HashSet<>();
  private final Set<String> hosts = new HashSet<>();
  private boolean everything;

  void take(Happening.Struck struck) {
    Call call = struck.call();
    if (call == Call.JOURNAL_WRITE || call == Call.POST_HOOK || call == Call.RECOVER_HOOK) {
      instances.addAll(struck.about());
      everything |= struck.about().isEmpty();
    } else if (call != null) {
      // A call that goes wrong costs its host a thread, and enough of them the host itself.
      instances.addAll(struck.about());
      hosts.add(String.valueOf(struck.host()));
    } else {
      take(struck.fault());
    }
  }

  private void take(Fault fault) {
    InstanceId instance = fault.instance();
    HostPair between = fault.between();
    if (instance != null) {
      instances.add(instance);
    }
    if (fault.host() != null) {
      hosts.add(fault.host());
    }
    if (between != null) {
      hosts.add(between.first());
      hosts.add(between.second());
    }
  }

  /**
   * Whether a fault has touched the instance itself, or one of the hosts it ever had to do with.
   */
  boolean has(InstanceView view) {
    return everything
        || instances.contains(view.id())
        || hosts.contains(view.host())
        || view.migrations().stream()
            .anyMatch(m -> hosts.contains(m.source()) || hosts.contains(m.destination()));
  }
}
