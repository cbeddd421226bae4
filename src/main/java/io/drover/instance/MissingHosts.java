package io.drover.instance;

import io.drover.host.Hosts;
import io.drover.model.VmState;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;

/** Hosts that the record of an instance names and that are not configured. */
final class MissingHosts {

  private MissingHosts() {}

  /** Warns of them in one line, if there are any. */
  static void warn(InstanceState state, Hosts hosts, Logger log) {
    Set<String> missing = new TreeSet<>();
    if (state.vmState() != VmState.DELETED) {
      missing.add(state.host());
    }
    state.migrations().stream()
        .filter(migration -> !migration.over())
        .forEach(migration -> missing.addAll(List.of(migration.source(), migration.destination())));
    missing.removeAll(hosts.byName().keySet());
    if (!missing.isEmpty()) {
      log.warn(
          "instance {}: its host {} is not configured and counts as unreachable",
          state.id(),
          String.join(" and ", missing));
    }
  }
}
