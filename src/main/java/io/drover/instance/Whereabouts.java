package io.drover.instance;

import io.drover.host.HostActor;
import io.drover.host.Hosts;
import io.drover.host.Sighting;
import io.drover.instance.InstanceActor.Command;
import io.drover.model.InstanceId;
import io.drover.runtime.Stages;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * Asks where the guest of an instance is: its host, and when it is not there, wherever a migration
 * that was given up may have brought it. That nobody has it is evidence only when all of them say
 * so, in this order: a guest that had left the first before it was asked is at the second by then.
 */
final class Whereabouts {
  private final ActorContext<Command> context;
  private final Hosts hosts;
  private final Duration timeout;

  Whereabouts(ActorContext<Command> context, InstanceEnvironment environment) {
    this.context = context;
    this.hosts = environment.migrations().hosts();
    this.timeout = environment.migrations().replyTimeout();
  }

  /**
   * Asks, and tells the instance what its host says of it; or what another one says, where it is,
   * or may be. A host that gives no reply says nothing.
   */
  void look(InstanceState state, Function<Sighting, Command> wrap) {
    context.pipeToSelf(
        find(state),
        (sighting, failure) ->
            wrap.apply(sighting != null ? sighting : hosts.unseen(state.host())));
  }

  /** Asks every host, and tells the instance what they say. */
  void lookEverywhere(InstanceId id, Function<List<Sighting>, Command> wrap) {
    context.pipeToSelf(
        Stages.sequence(hosts.byName().keySet().stream().map(host -> ask(id, host)).toList()),
        (sightings, failure) -> wrap.apply(sightings != null ? sightings : List.of()));
  }

  private CompletionStage<Sighting> find(InstanceState state) {
    InstanceId id = state.id();
    return ask(id, state.host())
        .thenCompose(
            own ->
                own.state() != null && own.state().over()
                    ? elsewhere(id, own, LateMigration.destinations(state))
                    : CompletableFuture.completedStage(own));
  }

  private CompletionStage<Sighting> elsewhere(InstanceId id, Sighting own, List<String> others) {
    if (others.isEmpty()) {
      return CompletableFuture.completedStage(own);
    }
    List<String> rest = others.subList(1, others.size());
    return ask(id, others.get(0))
        .thenCompose(
            there ->
                isCertainlyNot(there)
                    ? elsewhere(id, own, rest)
                    : CompletableFuture.completedStage(there));
  }

  /** On a fenced host it may be after all. */
  private static boolean isCertainlyNot(Sighting there) {
    return there.state() != null && there.state().over() && !there.hostFenced();
  }

  private CompletionStage<Sighting> ask(InstanceId id, String host) {
    return hosts
        .<Sighting>ask(
            host, replyTo -> new HostActor.Look(id, replyTo), timeout, context.getSystem())
        .exceptionally(silent -> hosts.unseen(host));
  }
}
