package io.drover.host;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** The actors of all hosts by name, in the order in which the hosts were given. */
public record Hosts(Map<String, ActorRef<HostActor.Command>> byName) {

  /** Copies the map and keeps its order. */
  public Hosts {
    byName = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }

  /** The host of this name, if there is one. */
  public Optional<ActorRef<HostActor.Command>> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The host of this name, which is known to be there. */
  public ActorRef<HostActor.Command> get(String name) {
    return find(name).orElseThrow(() -> new IllegalStateException("there is no host " + name));
  }
}
