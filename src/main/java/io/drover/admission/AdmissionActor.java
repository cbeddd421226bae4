package io.drover.admission;

import io.drover.model.MigrationId;
import io.drover.model.Notice;
import io.drover.runtime.DroverClock;
import io.drover.runtime.Feed;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Hands out migration slots and keeps the queue of those who wait. What is granted is decided by
 * {@link Slots}; this actor tells. Slots are not durable: a migration that is resumed asks again.
 *
 * <p>Spawned by the guardian. Who holds a slot is watched, so that a slot whose holder stopped
 * without giving it back is free again. A message that it fails on costs nobody a slot or a place
 * in the queue: it goes on with the state that it has, which changes as a whole.
 */
public final class AdmissionActor extends AbstractBehavior<AdmissionActor.Command> {

  /** What it can be asked. */
  public sealed interface Command {}

  /** Ask for slots; {@link Granted} is told as soon as all of them are free. */
  public record Acquire(SlotRequest request, ActorRef<Granted> replyTo) implements Command {}

  /** Take note of a migration that is under way already; granted at once. */
  public record Readmit(SlotRequest request, ActorRef<Granted> replyTo) implements Command {}

  /** All slots of this migration are granted. */
  public record Granted(MigrationId migration) {}

  /** Give slots or the place in the queue back; harmless when there are none. */
  public record Release(MigrationId migration, ActorRef<Done> replyTo) implements Command {}

  /** How many slots are in use? */
  public record Describe(ActorRef<Usage> replyTo) implements Command {}

  /** The answer to {@link Describe}: slots in use by host, and how many wait. */
  public record Usage(Map<String, HostSlots> byHost, int waiting) {}

  /** Slots in use on one host. */
  public record HostSlots(int out, int in) {}

  private record HolderGone(MigrationId migration, ActorRef<Granted> holder) implements Command {}

  private final Feed feed;
  private final DroverClock clock;
  private final Map<MigrationId, ActorRef<Granted>> holders = new HashMap<>();
  private final Map<MigrationId, SlotObstacle> told = new HashMap<>();
  private Slots slots;

  /** The behaviour with these limits. */
  public static Behavior<Command> create(SlotLimits limits, Feed feed) {
    return Behaviors.supervise(
            Behaviors.<Command>setup(context -> new AdmissionActor(context, limits, feed)))
        .onFailure(SupervisorStrategy.resume());
  }

  private AdmissionActor(ActorContext<Command> context, SlotLimits limits, Feed feed) {
    super(context);
    this.feed = feed;
    this.clock = DroverClock.get(context.getSystem());
    this.slots = Slots.free(limits);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Acquire.class, this::onAcquire)
        .onMessage(Readmit.class, this::onReadmit)
        .onMessage(Release.class, this::onRelease)
        .onMessage(HolderGone.class, this::onHolderGone)
        .onMessage(Describe.class, this::onDescribe)
        .build();
  }

  private Behavior<Command> onAcquire(Acquire acquire) {
    remember(acquire.request(), acquire.replyTo());
    slots = slots.enqueue(acquire.request());
    if (slots.holds(acquire.request().migration())) {
      acquire.replyTo().tell(new Granted(acquire.request().migration()));
    }
    return grant();
  }

  private Behavior<Command> onReadmit(Readmit readmit) {
    remember(readmit.request(), readmit.replyTo());
    slots = slots.readmit(readmit.request());
    told.remove(readmit.request().migration());
    readmit.replyTo().tell(new Granted(readmit.request().migration()));
    tellWhyOthersWait();
    return this;
  }

  private Behavior<Command> onRelease(Release release) {
    forget(release.migration());
    release.replyTo().tell(Done.getInstance());
    return grant();
  }

  private Behavior<Command> onHolderGone(HolderGone gone) {
    if (gone.holder().equals(holders.get(gone.migration()))) {
      forget(gone.migration());
    }
    return grant();
  }

  private Behavior<Command> onDescribe(Describe describe) {
    Set<String> hosts = new TreeSet<>();
    slots
        .holding()
        .forEach(
            request -> {
              hosts.add(request.source());
              hosts.add(request.destination());
            });
    Map<String, HostSlots> byHost = new TreeMap<>();
    hosts.forEach(host -> byHost.put(host, new HostSlots(slots.out(host), slots.in(host))));
    describe.replyTo().tell(new Usage(byHost, slots.waiting().size()));
    return this;
  }

  private void remember(SlotRequest request, ActorRef<Granted> holder) {
    ActorRef<Granted> before = holders.put(request.migration(), holder);
    if (before != null) {
      getContext().unwatch(before);
    }
    getContext().watchWith(holder, new HolderGone(request.migration(), holder));
  }

  private void forget(MigrationId migration) {
    ActorRef<Granted> holder = holders.remove(migration);
    if (holder != null) {
      getContext().unwatch(holder);
    }
    told.remove(migration);
    slots = slots.release(migration);
  }

  private Behavior<Command> grant() {
    Slots.Granting granting = slots.grant();
    slots = granting.slots();
    for (SlotRequest request : granting.granted()) {
      told.remove(request.migration());
      ActorRef<Granted> holder = holders.get(request.migration());
      if (holder != null) {
        holder.tell(new Granted(request.migration()));
      }
    }
    tellWhyOthersWait();
    return this;
  }

  private void tellWhyOthersWait() {
    for (SlotRequest request : slots.waiting()) {
      slots.obstacle(request).ifPresent(obstacle -> tellWhy(request, obstacle));
    }
  }

  private void tellWhy(SlotRequest request, SlotObstacle obstacle) {
    if (!obstacle.equals(told.put(request.migration(), obstacle))) {
      feed.publish(
          new Notice.MigrationWaits(
              clock.now(), request.instance(), request.migration(), obstacle.sentence()));
    }
  }
}
