package io.drover.hypervisor.simulated;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The hosts of the fleet by name. */
final class Hosts {
  private final Map<String, Host> byName = new TreeMap<>();

  /** Refuses a second host of one name with an {@link IllegalArgumentException}. */
  void add(Host host) {
    if (byName.putIfAbsent(host.name(), host) != null) {
      throw new IllegalArgumentException("there is a host %s already".formatted(host.name()));
    }
  }

  /** Refuses an unknown name with an {@link IllegalArgumentException}. */
  Host get(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException("there is no host " + name));
  }

  Optional<Host> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All of them, in ascending order of name. */
  Collection<Host> all() {
    return Collections.unmodifiableCollection(byName.values());
  }
}
