package io.drover.instance;

import io.drover.instance.Instances.Boot;
import io.drover.model.InstanceId;
import io.drover.model.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** New instances, until they are registered. Used by the registry's actor in its thread. */
final class Boots {
  private final InstanceEnvironment environment;
  private final Roster roster;
  private final IndexWriter index;
  private final Predicate<InstanceId> started;
  private final Function<InstanceId, ActorRef<InstanceActor.Command>> owners;
  private final Map<InstanceId, List<Boot>> untilRegistered = new HashMap<>();

  /**
   * None yet.
   *
   * @param started whether an instance has an actor
   * @param owners the actor of an instance, started when there is none
   */
  Boots(
      InstanceEnvironment environment,
      Roster roster,
      IndexWriter index,
      Predicate<InstanceId> started,
      Function<InstanceId, ActorRef<InstanceActor.Command>> owners) {
    this.environment = environment;
    this.roster = roster;
    this.index = index;
    this.started = started;
    this.owners = owners;
  }

  /** Registers a new one, and has it booted then; or has the one answer that has this key. */
  void take(Boot boot) {
    Optional<IndexEntry> earlier = roster.byKey(boot.key());
    if (earlier.filter(IndexEntry::purging).isPresent()) {
      boot.replyTo()
          .tell(
              new InstanceActor.Refused(
                  new Rejection(
                      Refusal.UNAVAILABLE,
                      "the instance of this request was deleted long ago and is being purged")));
      return;
    } else if (earlier.isPresent()) {
      again(earlier.get().id(), boot);
      return;
    }
    Rejection rejection = rejection(boot);
    if (rejection != null) {
      boot.replyTo().tell(new InstanceActor.Refused(rejection));
      return;
    }
    if (!environment.writes().tryBegin()) {
      boot.replyTo().tell(new InstanceActor.Refused(environment.writes().busy()));
      return;
    }
    RegistryEvent.Registered registered =
        new RegistryEvent.Registered(boot.id(), boot.spec(), boot.host(), boot.key());
    roster.add(IndexEntry.of(registered));
    index.write(registered, stored -> onRegistered(boot, stored));
  }

  /** Its instance answers, as soon as it is registered. */
  private void again(InstanceId id, Boot boot) {
    if (started.test(id) || roster.find(id).filter(one -> one.resting() != null).isPresent()) {
      owners.apply(id).tell(boot.asked());
    } else {
      untilRegistered.computeIfAbsent(id, ignored -> new ArrayList<>()).add(boot);
    }
  }

  private @Nullable Rejection rejection(Boot boot) {
    if (RequestKeys.isUnusable(boot.key())) {
      return RequestKeys.unusable();
    } else if (environment.migrations().hosts().find(boot.host()).isEmpty()) {
      return Rejection.unknownHost(boot.host(), environment.migrations().hosts());
    }
    if (roster.taken(boot.spec().name())) {
      return new Rejection(
          Refusal.CONFLICT, "instance " + boot.spec().name() + " is there already");
    }
    return roster.find(boot.id()).isPresent()
        ? new Rejection(Refusal.CONFLICT, "an instance with the id " + boot.id() + " is known")
        : null;
  }

  private void onRegistered(Boot boot, boolean stored) {
    environment.writes().end(1);
    List<Boot> all = new ArrayList<>(List.of(boot));
    all.addAll(Objects.requireNonNullElse(untilRegistered.remove(boot.id()), List.of()));
    if (stored) {
      all.forEach(one -> owners.apply(boot.id()).tell(one.asked()));
    } else {
      roster.forget(boot.id());
      Rejection rejection =
          new Rejection(
              Refusal.UNAVAILABLE, "the journal does not take new instances at present; try again");
      all.forEach(one -> one.replyTo().tell(new InstanceActor.Refused(rejection)));
    }
  }
}
