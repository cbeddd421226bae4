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
 * {@link Slots}; this actor tells. Slots are not durable: after a start every migration that is not
 * over is announced, and nothing is granted before all are.
 *
 * <p>Spawned by the guardian. A slot is given back by its migration alone: should the actor that
 * asked for it fail, what it began goes on at the hosts, and the next one goes on with it. A
 * message that it fails on costs nobody a slot or a place in the queue: it goes on with the state
 * that it has, which changes as a whole.
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

  /**
   * Take note of a migration that will ask for itself later: it keeps its place in the queue or, if
   * it is under way, its slots.
   */
  public record Expect(SlotRequest request, boolean underWay) implements Command {}

  /** Whether slots are granted. */
  public enum Gate implements Command {
    /** Not until all migrations that were there before the start have been announced. */
    HOLD,
    /** They have been. */
    OPEN
  }

  /** Give slots or the place in the queue back; harmless when there are none. */
  public record Release(MigrationId migration, ActorRef<Done> replyTo) implements Command {}

  /** How many slots are in use? */
  public record Describe(ActorRef<Usage> replyTo) implements Command {}

  /** The answer to {@link Describe}: slots in use by host, and how many wait. */
  public record Usage(Map<String, HostSlots> byHost, int waiting) {}

  /** Slots in use on one host. */
  public record HostSlots(int out, int in) {}

  private final Feed feed;
  private final Map<MigrationId, ActorRef<Granted>> holders = new HashMap<>();
  private final Map<MigrationId, SlotObstacle> told = new HashMap<>();
  private Slots slots;
  private boolean held;

  /** The behaviour with these limits. */
  public static Behavior<Command> create(SlotLimits limits, Feed feed) {
    return Behaviors.supervise(
            Behaviors.<Command>setup(context -> new AdmissionActor(context, limits, feed)))
        .onFailure(SupervisorStrategy.resume());
  }

  private AdmissionActor(ActorContext<Command> context, SlotLimits limits, Feed feed) {
    super(context);
    this.feed = feed;
    this.slots = Slots.free(limits);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Acquire.class, this::onAcquire)
        .onMessage(Readmit.class, this::onReadmit)
        .onMessage(Expect.class, this::onExpect)
        .onMessage(Gate.class, this::onGate)
        .onMessage(Release.class, this::onRelease)
        .onMessage(Describe.class, this::onDescribe)
        .build();
  }

  private Behavior<Command> onAcquire(Acquire acquire) {
    holders.put(acquire.request().migration(), acquire.replyTo());
    slots = slots.enqueue(acquire.request());
    if (slots.holds(acquire.request().migration())) {
      acquire.replyTo().tell(new Granted(acquire.request().migration()));
    }
    return grant();
  }

  private Behavior<Command> onReadmit(Readmit readmit) {
    holders.put(readmit.request().migration(), readmit.replyTo());
    slots = slots.readmit(readmit.request());
    told.remove(readmit.request().migration());
    readmit.replyTo().tell(new Granted(readmit.request().migration()));
    tellWhyOthersWait();
    return this;
  }

  private Behavior<Command> onExpect(Expect expect) {
    slots = expect.underWay() ? slots.readmit(expect.request()) : slots.enqueue(expect.request());
    return grant();
  }

  private Behavior<Command> onGate(Gate gate) {
    held = gate == Gate.HOLD;
    return grant();
  }

  private Behavior<Command> onRelease(Release release) {
    holders.remove(release.migration());
    told.remove(release.migration());
    slots = slots.release(release.migration());
    release.replyTo().tell(Done.getInstance());
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

  private Behavior<Command> grant() {
    if (held) {
      return this;
    }
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
              DroverClock.get(getContext().getSystem()).now(),
              request.instance(),
              request.migration(),
              obstacle.sentence()));
    }
  }
}
