package io.drover.instance;

import io.drover.migration.Leftover;
import io.drover.migration.MigrationRecord;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** What an instance still has to do after a restart, whatever its hosts tell. Pure. */
final class Unfinished {

  private Unfinished() {}

  /**
   * The hosts that it may touch, in ascending order; none when the instance rests: it does nothing,
   * nothing is left over, every hook was delivered or given up, and no call that was given up may
   * still move its guest.
   */
  static List<String> hosts(InstanceState state) {
    NavigableSet<String> hosts = new TreeSet<>();
    if (!state.idle() || state.unsettled() != null) {
      hosts.add(state.host());
    }
    state.leftovers().stream().map(Leftover::host).forEach(hosts::add);
    for (MigrationRecord migration : state.migrations()) {
      if (!migration.over()) {
        hosts.add(migration.source());
        hosts.add(migration.destination());
      }
    }
    List<String> late = LateMigration.destinations(state);
    if (!late.isEmpty()) {
      hosts.add(state.host());
      hosts.addAll(late);
    }
    return List.copyOf(hosts);
  }
}
