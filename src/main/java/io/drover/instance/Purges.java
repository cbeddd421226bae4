package io.drover.instance;

import io.drover.instance.Instances.Command;
import io.drover.instance.Instances.ReadyToPurge;
import io.drover.model.InstanceId;
import io.drover.store.StreamPurge;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/**
 * Takes instances that were deleted long ago out of the store, one after the other: first nobody
 * finds it any more, then its journal goes, then it is taken from the index. A purge that is cut
 * short is done again. Used by the registry's actor in its thread.
 */
final class Purges {
  private final ActorContext<Command> context;
  private final InstanceEnvironment environment;
  private final Roster roster;
  private final IndexWriter index;
  private final Map<InstanceId, ActorRef<InstanceActor.Command>> children;
  private final ActorRef<StreamPurge.Purged> purged;
  private final Map<String, IndexEntry> going = new HashMap<>();
  private final Deque<InstanceId> due = new ArrayDeque<>();

  Purges(
      ActorContext<Command> context,
      InstanceEnvironment environment,
      Roster roster,
      IndexWriter index,
      Map<InstanceId, ActorRef<InstanceActor.Command>> children) {
    this.context = context;
    this.environment = environment;
    this.roster = roster;
    this.index = index;
    this.children = children;
    this.purged = context.messageAdapter(StreamPurge.Purged.class, Instances.Purged::new);
  }

  /** Looks for instances that are due, those too of whose purge nothing was heard since. */
  void look() {
    going.values().forEach(roster::add);
    going.clear();
    Duration after = environment.settings().purgeDeletedAfter();
    if (after.isZero()) {
      return;
    }
    Instant before = environment.now(context).minus(after);
    due.clear();
    roster.all().stream()
        .filter(entry -> isDue(entry, before))
        .map(IndexEntry::id)
        .forEach(due::add);
    next();
  }

  private static boolean isDue(IndexEntry entry, Instant before) {
    Resting as = entry.resting();
    return as != null && entry.deleted() && !entry.unfinished() && as.since().isBefore(before);
  }

  /** Its actor has to end first, so that nothing is written afterwards. */
  private void next() {
    while (going.isEmpty() && !due.isEmpty()) {
      roster.find(due.remove()).ifPresent(this::begin);
    }
  }

  private void begin(IndexEntry entry) {
    going.put(Streams.of(entry.id()).id(), entry);
    roster.forget(entry.id());
    ActorRef<InstanceActor.Command> child = children.remove(entry.id());
    if (child == null) {
      delete(entry.id());
    } else {
      context.unwatch(child);
      context.watchWith(child, new ReadyToPurge(entry.id()));
      context.stop(child);
    }
  }

  /** Its actor has ended. */
  void delete(InstanceId id) {
    Adapter.actorOf(
        context, StreamPurge.of(Streams.of(id).id(), environment.settings().journal(), purged));
  }

  /** Its journal is gone, or is not. */
  void onPurged(StreamPurge.Purged end) {
    IndexEntry entry = going.remove(end.stream());
    if (entry == null) {
      return;
    } else if (end.done()) {
      index.write(new RegistryEvent.Forgotten(entry.id()));
      context
          .getLog()
          .info("instance {}: its record is purged, since it was deleted long ago", entry.id());
    } else {
      roster.add(entry);
      context.getLog().warn("instance {}: its record cannot be purged: {}", entry.id(), end.why());
    }
    next();
  }
}
