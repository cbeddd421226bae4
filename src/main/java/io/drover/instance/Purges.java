package io.drover.instance;

import io.drover.instance.Instances.Command;
import io.drover.instance.Instances.ReadyToPurge;
import io.drover.model.InstanceId;
import io.drover.store.StreamPurge;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/**
 * Takes instances that were deleted long ago out of the store, one after the other: once the index
 * says so nobody finds it any more, then its journal goes, then it is taken from the index. A purge
 * that is cut short is gone on with, also after a restart, and meanwhile nothing of what is left is
 * read. Used by the registry's actor in its thread.
 */
final class Purges {
  private final ActorContext<Command> context;
  private final InstanceEnvironment environment;
  private final Roster roster;
  private final IndexWriter index;
  private final Map<InstanceId, ActorRef<InstanceActor.Command>> children;
  private final ActorRef<StreamPurge.Purged> purged;
  private final Deque<InstanceId> due = new ArrayDeque<>();
  private @Nullable InstanceId underWay;

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

  /** Looks for instances that are due, and for those whose purge did not come to its end. */
  void look() {
    Duration after = environment.settings().purgeDeletedAfter();
    Instant before = after.isZero() ? Instant.MIN : environment.now(context).minus(after);
    underWay = null;
    due.clear();
    roster.all().stream()
        .filter(entry -> entry.purging() || isDue(entry, before))
        .map(IndexEntry::id)
        .forEach(due::add);
    next();
  }

  private static boolean isDue(IndexEntry entry, Instant before) {
    Resting as = entry.resting();
    return as != null && entry.deleted() && !entry.unfinished() && as.since().isBefore(before);
  }

  private void next() {
    while (underWay == null && !due.isEmpty()) {
      roster.find(due.remove()).ifPresent(this::begin);
    }
  }

  private void begin(IndexEntry entry) {
    underWay = entry.id();
    if (entry.purging()) {
      endActor(entry.id());
      return;
    }
    roster.replace(entry.purged());
    index.write(
        new RegistryEvent.PurgeBegan(entry.id()),
        stored -> {
          if (stored) {
            endActor(entry.id());
          } else {
            roster.replace(entry);
            goOn(entry.id());
          }
        });
  }

  /** Its actor has to end first, so that nothing is written afterwards. */
  private void endActor(InstanceId id) {
    ActorRef<InstanceActor.Command> child = children.remove(id);
    if (child == null) {
      delete(id);
    } else {
      context.unwatch(child);
      context.watchWith(child, new ReadyToPurge(id));
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
    Streams.instance(end.stream()).ifPresent(id -> onPurged(id, end));
  }

  private void onPurged(InstanceId id, StreamPurge.Purged end) {
    if (end.done() && roster.find(id).filter(IndexEntry::purging).isPresent()) {
      roster.forget(id);
      index.write(new RegistryEvent.Forgotten(id));
      context.getLog().info("instance {}: its record is purged, since it was deleted long ago", id);
    } else if (!end.done()) {
      context.getLog().warn("instance {}: its record cannot be purged yet: {}", id, end.why());
    }
    goOn(id);
  }

  private void goOn(InstanceId id) {
    if (id.equals(underWay)) {
      underWay = null;
      next();
    }
  }
}
