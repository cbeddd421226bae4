package io.drover.host;

import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.runtime.Stages;
import io.drover.storage.Volume;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The actors of all hosts by name, in the order in which the hosts were given.
 *
 * <p>A record may name a host that was configured once and is not any more. Such a host is silent
 * at once, and nothing is known of it, as if it could not be reached.
 *
 * @param byName the actors
 * @param sharingStorage the hosts whose disks the others of them see too
 * @param makingLocalDisks of the others, those whose disks are made before a guest is
 */
public record Hosts(
    Map<String, ActorRef<HostActor.Command>> byName,
    Set<String> sharingStorage,
    Set<String> makingLocalDisks) {

  /** Copies all, and keeps the order of the hosts. */
  public Hosts {
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    sharingStorage = Collections.unmodifiableSet(new TreeSet<>(sharingStorage));
    makingLocalDisks = Collections.unmodifiableSet(new TreeSet<>(makingLocalDisks));
  }

  /** What an instance has to have connected on a host where it is, or is to be. */
  public List<Volume> volumes(InstanceId id, InstanceSpec spec, String host) {
    boolean shared = sharingStorage.contains(host);
    return shared || makingLocalDisks.contains(host) ? Volume.of(id, spec, shared) : List.of();
  }

  /** The host of this name, if there is one. */
  public Optional<ActorRef<HostActor.Command>> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The host of this name, which has given evidence, so it is there. */
  public ActorRef<HostActor.Command> get(String name) {
    return find(name).orElseThrow(() -> new IllegalStateException(silence(name)));
  }

  /**
   * Asks the actor of a host. Fails at once when there is none, and when its reply does not come in
   * time; {@link #silence} says which.
   */
  public <T> CompletionStage<T> ask(
      String name,
      Function<ActorRef<T>, HostActor.Command> question,
      Duration timeout,
      ActorSystem<?> system) {
    return find(name)
        .map(actor -> Stages.ask(actor, question::apply, timeout, system))
        .orElseGet(() -> CompletableFuture.failedStage(new IllegalStateException(silence(name))));
  }

  /** Why the actor of a host gave no reply, as a sentence. */
  public String silence(String name) {
    return find(name).isPresent()
        ? "the actor of " + name + " gave no reply"
        : "host " + name + " is not configured";
  }

  /** What is known of a guest when the actor of a host gave no reply. */
  public Sighting unseen(String name) {
    return find(name).isPresent()
        ? Sighting.none(name, silence(name))
        : Sighting.hostLost(name, silence(name));
  }

  /** What is known of an effect when the actor of a host gave no reply. */
  public CallResult unanswered(String name) {
    return find(name).isPresent()
        ? CallResult.unknown(CallResult.Failure.TIMEOUT, silence(name))
        : CallResult.notDone(CallResult.Failure.UNREACHABLE, silence(name));
  }
}
