package io.drover.cli;

import io.drover.model.Flavor;
import io.drover.model.HostView;
import java.util.List;

/** The hosts, a line each. */
final class HostTable {
  private static final String[] HEADINGS = {
    "host", "state", "vcpus", "memory", "disk", "claims", "out", "in", "why"
  };

  private HostTable() {}

  /** The table, with a line for each host. */
  static String of(List<HostView> hosts) {
    return Tables.of(HEADINGS, hosts.stream().map(HostTable::row).toList());
  }

  private static String[] row(HostView host) {
    Flavor claimed = host.claimed();
    Flavor capacity = host.capacity();
    return new String[] {
      host.name(),
      host.shown().label(),
      claimed.vcpus() + " of " + capacity.vcpus(),
      share(claimed.memoryBytes(), capacity.memoryBytes()),
      share(claimed.diskBytes(), capacity.diskBytes()),
      String.valueOf(host.claims().size()),
      String.valueOf(host.slotsOut()),
      String.valueOf(host.slotsIn()),
      host.why().isEmpty() ? host.disabled() : host.why()
    };
  }

  private static String share(long claimed, long capacity) {
    return Sizes.words(claimed) + " of " + Sizes.words(capacity);
  }
}
