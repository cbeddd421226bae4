package io.drover.instance;

import io.drover.instance.Instances.All;
import io.drover.instance.Instances.Find;
import io.drover.instance.Instances.FindByName;
import io.drover.instance.Instances.Found;
import io.drover.instance.Instances.Listed;
import io.drover.instance.Instances.Owner;
import io.drover.model.InstanceId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Answers who owns which instance, once it is known whether the journal of the instance can be
 * read: nobody is sent to an actor that could not answer. Used by the registry's actor in its
 * thread.
 */
final class Questions {
  private final Roster roster;
  private final Unread unread;
  private final Reading reading;
  private final Map<InstanceId, ActorRef<InstanceActor.Command>> actors;
  private final Function<InstanceId, ActorRef<InstanceActor.Command>> owners;

  /**
   * None yet.
   *
   * @param actors the actors that there are
   * @param owners the actor of an instance, started when there is none
   */
  Questions(
      Roster roster,
      Unread unread,
      Reading reading,
      Map<InstanceId, ActorRef<InstanceActor.Command>> actors,
      Function<InstanceId, ActorRef<InstanceActor.Command>> owners) {
    this.roster = roster;
    this.unread = unread;
    this.reading = reading;
    this.actors = actors;
    this.owners = owners;
  }

  void take(Find find) {
    find(() -> roster.find(find.id()), find.replyTo());
  }

  void take(FindByName find) {
    find(() -> roster.find(find.name()), find.replyTo());
  }

  /** One that rests is woken by the question. */
  private void find(Supplier<Optional<IndexEntry>> entry, ActorRef<Found> replyTo) {
    Supplier<Optional<Owner>> owner =
        () ->
            entry
                .get()
                .filter(this::isThere)
                .map(there -> new Owner(there.id(), owners.apply(there.id())));
    reading.afterwards(
        owner.get().map(Owner::id).stream().toList(), () -> replyTo.tell(found(owner.get())));
  }

  private Found found(Optional<Owner> owner) {
    String why = owner.map(there -> unread.trouble(there.id())).orElse("");
    return new Found(
        owner,
        why.isEmpty()
            ? ""
            : "the journal of instance %s cannot be read: %s".formatted(owner.get().id(), why));
  }

  /** Those at rest are left at rest. */
  void take(Instances.ListAll ask) {
    reading.afterwards(
        actors.keySet(),
        () ->
            ask.replyTo()
                .tell(
                    new All(
                        roster.all().stream().filter(this::isThere).map(this::listed).toList(),
                        "")));
  }

  private Listed listed(IndexEntry entry) {
    boolean readable = unread.trouble(entry.id()).isEmpty();
    return new Listed(entry.id(), readable ? actors.get(entry.id()) : null, entry.view());
  }

  /** One that is about to be registered is not there yet, and one that is purged not any more. */
  private boolean isThere(IndexEntry entry) {
    return !entry.purging() && (entry.resting() != null || actors.containsKey(entry.id()));
  }
}
