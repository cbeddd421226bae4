package io.drover.instance;

import io.drover.host.HostActor;
import io.drover.host.HostReport;
import io.drover.host.LedgerEntry;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.Refusal;
import io.drover.runtime.ActorNames;
import io.drover.store.StreamPurge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The registry: finds instances by id and by name, starts their actors, and passes on what hosts
 * tell. Of an instance that rests it knows what it is, and has no actor for it until somebody asks
 * for it or its host tells something new; of all others, nothing but which hosts they may touch.
 *
 * <p>Spawned by the guardian. Its index makes durable which instances there are and which of them
 * have work to do, before they begin it, so that a start reads the journals of those alone; nothing
 * new is admitted to the hosts of these meanwhile. Children restart by themselves when a write
 * fails or is rejected, and are started again here should they stop.
 */
public final class Instances extends AbstractBehavior<Instances.Command> {

  /** What the registry can be told. */
  public sealed interface Command {}

  /**
   * Boot a new instance under this id, which nobody has used before.
   *
   * @param adopts whether a guest of this id is there already, and is only taken over
   * @param key the key of this request, which makes one instance only; null without
   */
  public record Boot(
      InstanceId id,
      InstanceSpec spec,
      String host,
      boolean adopts,
      @Nullable String key,
      ActorRef<InstanceActor.Answer> replyTo)
      implements Command {

    InstanceActor.Asked asked() {
      InstanceActor.Boot boot = new InstanceActor.Boot(id, spec, host, adopts, replyTo);
      return key == null ? boot : new InstanceActor.Keyed(key, boot);
    }
  }

  /** Who owns this instance? */
  public record Find(InstanceId id, ActorRef<Found> replyTo) implements Command {}

  /** Who owns the instance of this name, the one that was registered last? */
  public record FindByName(String name, ActorRef<Found> replyTo) implements Command {}

  /**
   * The answer to {@link Find} and {@link FindByName}.
   *
   * @param owner the instance, if there is one
   * @param trouble why its journal cannot be read, as a sentence; empty when it can
   */
  public record Found(Optional<Owner> owner, String trouble) {}

  /** An instance and its actor. */
  public record Owner(InstanceId id, ActorRef<InstanceActor.Command> actor) {}

  /** All instances in the order in which they were registered. */
  public record ListAll(ActorRef<All> replyTo) implements Command {}

  /**
   * The answer to {@link ListAll}.
   *
   * @param trouble why the index cannot be read, as a sentence; empty when it can
   */
  public record All(List<Listed> instances, String trouble) {
    /** Copies the list. */
    public All {
      instances = List.copyOf(instances);
    }
  }

  /**
   * One of all instances.
   *
   * @param actor who can be asked what it is; null for one that rests, or that cannot be read
   * @param view what is known of it without its journal
   */
  public record Listed(
      InstanceId id, @Nullable ActorRef<InstanceActor.Command> actor, InstanceView view) {}

  /** Reply once every unfinished instance that was known at the start has read its journal. */
  public record WhenRecovered(ActorRef<Done> replyTo) implements Command {}

  // From instances.

  /** An instance has read its journal, or was deleted. */
  record Settled(InstanceId id, boolean deleted) implements Command {}

  /**
   * An instance has an empty journal: it is about to be booted, or the process died before, or its
   * boot was refused because the journal could not be read.
   */
  record Empty(InstanceId id) implements Command {}

  /** The boot of an instance was refused: there is no such instance. */
  record NeverCreated(InstanceId id) implements Command {}

  /** The journal of an instance cannot be read, for this reason; it is tried again. */
  record Unreadable(InstanceId id, String why) implements Command {}

  /** An instance is about to begin what touches these hosts; it waits for the answer. */
  record Open(InstanceId id, List<String> hosts, ActorRef<? super InstanceActor.Opened> replyTo)
      implements Command {}

  /** An instance has nothing left to do, and is this. */
  record Rests(InstanceId id, Resting as) implements Command {}

  // Internal.

  private record FromIndex(InstanceIndex.Told told) implements Command {}

  /** The index has stored these, or has not. */
  record BatchEnded(List<IndexWriter.Item> batch, boolean stored) implements Command {}

  private record HostTold(HostReport report) implements Command {}

  private record Stopped(InstanceId id) implements Command {}

  /** The actor of an instance that is to be purged has ended. */
  record ReadyToPurge(InstanceId id) implements Command {}

  /** The journal of an instance is gone, or is not. */
  record Purged(StreamPurge.Purged end) implements Command {}

  private enum Tick implements Command {
    PURGE
  }

  /** What befalls the index. */
  enum IndexChange implements Command {
    STOPPED,
    START
  }

  private final InstanceEnvironment environment;
  private final IndexWriter index;
  private final Roster roster = new Roster();
  private final Unread unread;
  private final Reading reading = new Reading();
  private final Questions questions;
  private final Strangers strangers;
  private final Boots boots;
  private final Purges purges;
  private final Map<InstanceId, ActorRef<InstanceActor.Command>> children = new LinkedHashMap<>();
  private final List<Command> untilKnown = new ArrayList<>();
  private final List<ActorRef<Done>> untilRecovered = new ArrayList<>();
  private boolean known;
  private String trouble = "";
  private int again;

  /** The behaviour of the registry. */
  public static Behavior<Command> create(InstanceEnvironment environment) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Instances(context, timers, environment)));
  }

  /** What hosts are to tell their reports to. */
  public static Command report(HostReport report) {
    return new HostTold(report);
  }

  private Instances(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      InstanceEnvironment environment) {
    super(context);
    this.environment = environment;
    this.unread =
        new Unread(environment.migrations(), context.getSystem().ignoreRef(), context.getLog());
    this.index =
        new IndexWriter(
            context,
            timers,
            environment,
            context.messageAdapter(InstanceIndex.Told.class, FromIndex::new));
    this.purges = new Purges(context, environment, roster, index, children);
    timers.startTimerWithFixedDelay(Tick.PURGE, environment.settings().purgeInterval());
    this.boots = new Boots(environment, roster, index, children::containsKey, this::child);
    this.strangers = new Strangers(roster, context.getLog());
    this.questions = new Questions(roster, unread, reading, children, this::child);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(FromIndex.class, this::onIndexTold)
        .onMessage(BatchEnded.class, ended -> done(() -> index.onEnded(ended)))
        .onMessageEquals(IndexChange.STOPPED, () -> done(index::onStopped))
        .onMessageEquals(IndexChange.START, () -> done(index::start))
        .onMessage(WhenRecovered.class, this::onWhenRecovered)
        .onMessage(Command.class, command -> !known, this::onTooEarly)
        .onMessage(Settled.class, this::onSettled)
        .onMessage(Empty.class, this::onEmpty)
        .onMessage(NeverCreated.class, never -> forget(never.id()))
        .onMessage(Unreadable.class, this::onUnreadable)
        .onMessage(Open.class, this::onOpen)
        .onMessage(Rests.class, this::onRests)
        .onMessage(Boot.class, boot -> done(() -> boots.take(boot)))
        .onMessage(Find.class, find -> done(() -> questions.take(find)))
        .onMessage(FindByName.class, find -> done(() -> questions.take(find)))
        .onMessage(ListAll.class, ask -> done(() -> questions.take(ask)))
        .onMessage(HostTold.class, this::onHostTold)
        .onMessage(Stopped.class, this::onStopped)
        .onMessageEquals(Tick.PURGE, () -> done(purges::look))
        .onMessage(ReadyToPurge.class, this::onReadyToPurge)
        .onMessage(Purged.class, purged -> done(() -> purges.onPurged(purged.end())))
        .build();
  }

  private Behavior<Command> done(Runnable something) {
    something.run();
    return this;
  }

  // The start.

  private Behavior<Command> onTooEarly(Command command) {
    if (trouble.isEmpty()) {
      untilKnown.add(command);
    } else {
      refuse(command);
    }
    return this;
  }

  private void refuse(Command command) {
    if (command instanceof Boot boot) {
      boot.replyTo().tell(new InstanceActor.Refused(new Rejection(Refusal.UNAVAILABLE, trouble)));
    } else if (command instanceof Find find) {
      find.replyTo().tell(new Found(Optional.empty(), trouble));
    } else if (command instanceof FindByName find) {
      find.replyTo().tell(new Found(Optional.empty(), trouble));
    } else if (command instanceof ListAll ask) {
      ask.replyTo().tell(new All(List.of(), trouble));
    } else {
      untilKnown.add(command);
    }
  }

  private Behavior<Command> onIndexTold(FromIndex from) {
    boolean news = index.onRead(from.told() instanceof InstanceIndex.Known);
    if (from.told() instanceof InstanceIndex.Unreadable unreadable) {
      if (news) {
        onIndexUnreadable(unreadable.why());
      }
    } else if (known && news) {
      getContext().getLog().info("the index of all instances can be read again");
    } else if (from.told() instanceof InstanceIndex.Known remembered && !known) {
      known = true;
      trouble = "";
      begin(remembered.instances());
    }
    return this;
  }

  private void onIndexUnreadable(String why) {
    String sentence = "the index of all instances cannot be read: " + why;
    getContext().getLog().error("{}; it is tried again", sentence);
    if (!known) {
      trouble = sentence;
      List<Command> waiting = List.copyOf(untilKnown);
      untilKnown.clear();
      waiting.forEach(this::refuse);
    }
  }

  private void begin(List<IndexEntry> instances) {
    instances.forEach(roster::add);
    List<IndexEntry> unfinished = instances.stream().filter(IndexEntry::unfinished).toList();
    unread.await(unfinished);
    environment.migrations().hosts().byName().keySet().forEach(this::claimForResting);
    unfinished.forEach(entry -> child(entry.id()));
    if (!instances.isEmpty()) {
      getContext()
          .getLog()
          .info(
              "{} instances are recorded; {} of them have work to go on with",
              instances.size(),
              unfinished.size());
    }
    untilKnown.forEach(command -> getContext().getSelf().tell(command));
    untilKnown.clear();
    tellRecovered();
  }

  private Behavior<Command> onSettled(Settled settled) {
    if (settled.deleted()) {
      roster.deleted(settled.id());
    }
    unread.settled(settled.id());
    wasRead(settled.id());
    return this;
  }

  private void wasRead(InstanceId id) {
    reading.ends(id);
    tellRecovered();
  }

  private Behavior<Command> onEmpty(Empty empty) {
    boolean rested = roster.find(empty.id()).filter(entry -> entry.resting() != null).isPresent();
    boolean refused = !unread.trouble(empty.id()).isEmpty();
    if (rested || refused || unread.awaits(empty.id())) {
      return forget(empty.id());
    }
    reading.ends(empty.id());
    return this;
  }

  private Behavior<Command> onUnreadable(Unreadable unreadable) {
    roster
        .find(unreadable.id())
        .ifPresent(entry -> unread.failed(unreadable.id(), entry, unreadable.why()));
    wasRead(unreadable.id());
    return this;
  }

  private Behavior<Command> forget(InstanceId id) {
    ActorRef<InstanceActor.Command> child = children.remove(id);
    if (child != null) {
      getContext().unwatch(child);
      getContext().stop(child);
    }
    if (roster.forget(id)) {
      index.write(new RegistryEvent.Forgotten(id));
    }
    unread.settled(id);
    wasRead(id);
    return this;
  }

  private Behavior<Command> onWhenRecovered(WhenRecovered when) {
    untilRecovered.add(when.replyTo());
    tellRecovered();
    return this;
  }

  private void tellRecovered() {
    if (known && unread.none()) {
      untilRecovered.forEach(replyTo -> replyTo.tell(Done.getInstance()));
      untilRecovered.clear();
    }
  }

  // The index.

  private Behavior<Command> onOpen(Open open) {
    roster.find(open.id()).map(entry -> entry.opened(open.hosts())).ifPresent(roster::replace);
    index.write(
        new RegistryEvent.Opened(open.id(), open.hosts()),
        stored -> open.replyTo().tell(new InstanceActor.Opened(open.hosts(), stored)));
    return this;
  }

  private Behavior<Command> onRests(Rests rests) {
    Optional<IndexEntry> entry = roster.find(rests.id());
    boolean news =
        entry.filter(now -> now.unfinished() || !rests.as().sameAs(now.resting())).isPresent();
    if (news) {
      roster.replace(entry.get().rested(rests.as()));
      index.write(new RegistryEvent.Rested(rests.id(), rests.as()));
    }
    return this;
  }

  // What hosts tell, and what befalls children.

  private Behavior<Command> onReadyToPurge(ReadyToPurge ready) {
    reading.ends(ready.id());
    purges.delete(ready.id());
    return this;
  }

  private Behavior<Command> onHostTold(HostTold told) {
    HostReport report = told.report();
    strangers.onReport(report);
    InstanceActor.HostTold message = new InstanceActor.HostTold(report);
    if (report instanceof HostReport.OfGuest one) {
      roster.find(one.instance()).ifPresent(entry -> tell(entry, message));
    } else {
      claimForResting(report.host());
      unread.onHost(report.host());
      List.copyOf(roster.all()).forEach(entry -> tell(entry, message));
    }
    return this;
  }

  /** One that rests is woken by what is not as it was left. */
  private void tell(IndexEntry entry, InstanceActor.HostTold message) {
    ActorRef<InstanceActor.Command> child = children.get(entry.id());
    if (child != null) {
      child.tell(message);
    } else if (entry.restsOn(message.report().host())
        && Observation.wakes(entry.state(), message.report())) {
      child(entry.id()).tell(message);
    }
  }

  private void claimForResting(String host) {
    List<LedgerEntry> claims =
        roster.all().stream()
            .filter(entry -> entry.restsOn(host) && !claimsItself(entry.id()))
            .flatMap(entry -> entry.state().claim().stream())
            .toList();
    if (!claims.isEmpty()) {
      environment
          .migrations()
          .hosts()
          .find(host)
          .ifPresent(there -> there.tell(new HostActor.Reclaim(claims)));
    }
  }

  private boolean claimsItself(InstanceId id) {
    return children.containsKey(id) && unread.trouble(id).isEmpty();
  }

  private Behavior<Command> onStopped(Stopped stopped) {
    getContext()
        .getLog()
        .error("instance {}: its actor stopped; it is started again", stopped.id());
    children.remove(stopped.id());
    child(stopped.id());
    return this;
  }

  /** One that was forgotten may not have stopped yet when its id is used again. */
  private String nameOf(InstanceId id) {
    String name = ActorNames.of(id.value());
    return getContext().getChild(name).isEmpty() ? name : name + "-" + ++again;
  }

  private ActorRef<InstanceActor.Command> child(InstanceId id) {
    return children.computeIfAbsent(
        id,
        ignored -> {
          List<String> open = roster.find(id).map(IndexEntry::open).orElse(List.of());
          ActorRef<InstanceActor.Command> child =
              getContext()
                  .spawn(
                      InstanceActor.create(environment, id, open, getContext().getSelf()),
                      nameOf(id));
          getContext().watchWith(child, new Stopped(id));
          reading.begins(id);
          return child;
        });
  }
}
