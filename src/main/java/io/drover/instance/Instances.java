package io.drover.instance;

import io.drover.host.HostReport;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.Refusal;
import io.drover.runtime.ActorNames;
import io.drover.runtime.Stages;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * tell. It knows which instances there are, nothing about them. A name is free again when its
 * instance is deleted.
 *
 * <p>Spawned by the guardian. Has its index make new instances durable, all that came meanwhile at
 * a time, and an instance is only told to boot after that. Children restart by themselves when a
 * write fails or is rejected, and are started again here should they stop.
 */
public final class Instances extends AbstractBehavior<Instances.Command> {

  /** What the registry can be told. */
  public sealed interface Command {}

  /** Boot a new instance under this id, which nobody has used before. */
  public record Boot(
      InstanceId id, InstanceSpec spec, String host, ActorRef<InstanceActor.Answer> replyTo)
      implements Command {}

  /** Who owns this instance? */
  public record Find(InstanceId id, ActorRef<Found> replyTo) implements Command {}

  /** Who owns the instance of this name, the one that was registered last? */
  public record FindByName(String name, ActorRef<Found> replyTo) implements Command {}

  /** The answer to {@link Find} and {@link FindByName}. */
  public record Found(Optional<Owner> owner) {}

  /** An instance and its actor. */
  public record Owner(InstanceId id, ActorRef<InstanceActor.Command> actor) {}

  /** All instances in the order in which they were registered. */
  public record ListAll(ActorRef<All> replyTo) implements Command {}

  /** The answer to {@link ListAll}. */
  public record All(List<Owner> owners) {
    /** Copies the list. */
    public All {
      owners = List.copyOf(owners);
    }
  }

  /** Reply once every instance that was known at the start has read its journal. */
  public record WhenRecovered(ActorRef<Done> replyTo) implements Command {}

  // Internal.

  /** An instance has read its journal, or was deleted. */
  record Settled(InstanceId id, String name, boolean deleted) implements Command {}

  /** An instance has an empty journal: it is about to be booted, or the process died before. */
  record Empty(InstanceId id) implements Command {}

  /** The boot of an instance was refused: there is no such instance. */
  record NeverCreated(InstanceId id) implements Command {}

  private record Known(List<RegistryEvent.Registered> instances) implements Command {}

  private record BatchEnded(List<Boot> batch, boolean stored) implements Command {}

  private record HostTold(HostReport report) implements Command {}

  private record Stopped(InstanceId id) implements Command {}

  private enum IndexChange implements Command {
    STOPPED,
    START
  }

  /** A name, and whose it was before. */
  private record Registration(String name, @Nullable InstanceId before) {}

  private final TimerScheduler<Command> timers;
  private final InstanceEnvironment environment;
  private final ActorRef<InstanceIndex.Known> remembered;
  private final Map<InstanceId, ActorRef<InstanceActor.Command>> children = new LinkedHashMap<>();
  private final Map<String, InstanceId> latest = new HashMap<>();
  private final Map<InstanceId, Registration> registered = new HashMap<>();
  private final Set<InstanceId> deleted = new HashSet<>();
  private final Set<InstanceId> recovering = new HashSet<>();
  private final List<Command> untilKnown = new ArrayList<>();
  private final List<ActorRef<Done>> untilRecovered = new ArrayList<>();
  private @Nullable ActorRef<InstanceIndex.Register> index;
  private List<Boot> nextBatch = new ArrayList<>();
  private @Nullable List<Boot> storing;
  private boolean known;
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
    this.timers = timers;
    this.environment = environment;
    this.remembered =
        context.messageAdapter(InstanceIndex.Known.class, known -> new Known(known.instances()));
    this.index = spawnIndex(context, environment, remembered);
  }

  private static ActorRef<InstanceIndex.Register> spawnIndex(
      ActorContext<Command> context,
      InstanceEnvironment environment,
      ActorRef<InstanceIndex.Known> owner) {
    ActorRef<InstanceIndex.Register> index =
        context.spawn(InstanceIndex.create(environment.settings(), owner), "index");
    context.watchWith(index, IndexChange.STOPPED);
    return index;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Known.class, this::onKnown)
        .onMessage(Settled.class, this::onSettled)
        .onMessage(NeverCreated.class, never -> forget(never.id()))
        .onMessage(Empty.class, this::onEmpty)
        .onMessageEquals(IndexChange.STOPPED, this::onIndexStopped)
        .onMessageEquals(IndexChange.START, this::onStartIndex)
        .onMessage(WhenRecovered.class, this::onWhenRecovered)
        .onMessage(Command.class, command -> !known, this::onTooEarly)
        .onMessage(Boot.class, this::onBoot)
        .onMessage(BatchEnded.class, this::onBatchEnded)
        .onMessage(Find.class, this::onFind)
        .onMessage(FindByName.class, this::onFindByName)
        .onMessage(ListAll.class, this::onListAll)
        .onMessage(HostTold.class, this::onHostTold)
        .onMessage(Stopped.class, this::onStopped)
        .build();
  }

  // The start.

  private Behavior<Command> onTooEarly(Command command) {
    untilKnown.add(command);
    return this;
  }

  /** Told once, and again should the index have started anew. */
  private Behavior<Command> onKnown(Known remembered) {
    if (!known) {
      known = true;
      for (RegistryEvent.Registered instance : remembered.instances()) {
        recovering.add(instance.id());
        register(instance.id(), instance.name());
        child(instance.id());
      }
      untilKnown.forEach(command -> getContext().getSelf().tell(command));
      untilKnown.clear();
      tellRecovered();
    }
    return this;
  }

  private Behavior<Command> onSettled(Settled settled) {
    if (settled.deleted()) {
      deleted.add(settled.id());
    }
    recovering.remove(settled.id());
    tellRecovered();
    return this;
  }

  private Behavior<Command> onEmpty(Empty empty) {
    return recovering.contains(empty.id()) ? forget(empty.id()) : this;
  }

  private Behavior<Command> forget(InstanceId id) {
    ActorRef<InstanceActor.Command> child = children.remove(id);
    if (child != null) {
      getContext().unwatch(child);
      getContext().stop(child);
    }
    unregister(id);
    recovering.remove(id);
    tellRecovered();
    return this;
  }

  private Behavior<Command> onWhenRecovered(WhenRecovered when) {
    untilRecovered.add(when.replyTo());
    tellRecovered();
    return this;
  }

  private void tellRecovered() {
    if (known && recovering.isEmpty()) {
      untilRecovered.forEach(replyTo -> replyTo.tell(Done.getInstance()));
      untilRecovered.clear();
    }
  }

  // New instances.

  private Behavior<Command> onBoot(Boot boot) {
    Rejection rejection = rejection(boot);
    if (rejection != null) {
      boot.replyTo().tell(new InstanceActor.Refused(rejection));
      return this;
    }
    if (!environment.writes().tryBegin()) {
      boot.replyTo().tell(new InstanceActor.Refused(environment.writes().busy()));
      return this;
    }
    register(boot.id(), boot.spec().name());
    nextBatch.add(boot);
    store();
    return this;
  }

  private @Nullable Rejection rejection(Boot boot) {
    if (environment.migrations().hosts().find(boot.host()).isEmpty()) {
      return Rejection.unknownHost(boot.host(), environment.migrations().hosts());
    }
    InstanceId sameName = latest.get(boot.spec().name());
    boolean taken = sameName != null && !deleted.contains(sameName);
    return taken || registered.containsKey(boot.id())
        ? new Rejection(Refusal.CONFLICT, "instance " + boot.spec().name() + " is there already")
        : null;
  }

  private void register(InstanceId id, String name) {
    registered.put(id, new Registration(name, latest.put(name, id)));
  }

  /** As if it had never been: the name is again whose it was before. */
  private void unregister(InstanceId id) {
    Registration registration = registered.remove(id);
    if (registration == null || !latest.remove(registration.name(), id)) {
      return;
    }
    InstanceId before = registration.before();
    if (before != null) {
      latest.put(registration.name(), before);
    }
  }

  private void store() {
    ActorRef<InstanceIndex.Register> target = index;
    if (target == null || storing != null || nextBatch.isEmpty()) {
      return;
    }
    List<Boot> batch = nextBatch;
    storing = batch;
    nextBatch = new ArrayList<>();
    List<RegistryEvent.Registered> instances =
        batch.stream()
            .map(boot -> new RegistryEvent.Registered(boot.id(), boot.spec().name()))
            .toList();
    getContext()
        .pipeToSelf(
            Stages.<InstanceIndex.Register, InstanceIndex.Stored>ask(
                target,
                replyTo -> new InstanceIndex.Register(instances, replyTo),
                environment.migrations().replyTimeout(),
                getContext().getSystem()),
            (stored, failure) -> new BatchEnded(batch, stored == InstanceIndex.Stored.YES));
  }

  private Behavior<Command> onBatchEnded(BatchEnded ended) {
    if (ended.batch() == storing) {
      endBatch(ended.batch(), ended.stored());
    }
    return this;
  }

  private void endBatch(List<Boot> batch, boolean stored) {
    storing = null;
    environment.writes().end(batch.size());
    for (Boot boot : batch) {
      if (stored) {
        child(boot.id()).tell(new InstanceActor.Boot(boot.spec(), boot.host(), boot.replyTo()));
      } else {
        unregister(boot.id());
        boot.replyTo()
            .tell(
                new InstanceActor.Refused(
                    new Rejection(
                        Refusal.UNAVAILABLE,
                        "the journal does not take new instances at present; try again")));
      }
    }
    store();
  }

  /** The answer that a batch waits for never comes; the next one waits for the new index. */
  private Behavior<Command> onIndexStopped() {
    getContext().getLog().error("the index of instances stopped; it is started again");
    index = null;
    timers.startSingleTimer(IndexChange.START, environment.settings().restartDelay());
    List<Boot> batch = storing;
    if (batch != null) {
      endBatch(batch, false);
    }
    return this;
  }

  private Behavior<Command> onStartIndex() {
    index = spawnIndex(getContext(), environment, remembered);
    store();
    return this;
  }

  // Questions.

  private Behavior<Command> onFind(Find find) {
    find.replyTo().tell(new Found(owner(find.id())));
    return this;
  }

  private Behavior<Command> onFindByName(FindByName find) {
    Optional<Owner> owner = Optional.ofNullable(latest.get(find.name())).flatMap(this::owner);
    find.replyTo().tell(new Found(owner));
    return this;
  }

  private Optional<Owner> owner(InstanceId id) {
    return Optional.ofNullable(children.get(id)).map(actor -> new Owner(id, actor));
  }

  private Behavior<Command> onListAll(ListAll ask) {
    ask.replyTo()
        .tell(
            new All(
                children.entrySet().stream()
                    .map(child -> new Owner(child.getKey(), child.getValue()))
                    .toList()));
    return this;
  }

  // What hosts tell, and what befalls children.

  private Behavior<Command> onHostTold(HostTold told) {
    InstanceActor.HostTold message = new InstanceActor.HostTold(told.report());
    if (told.report() instanceof HostReport.OfGuest one) {
      ActorRef<InstanceActor.Command> child = children.get(one.instance());
      if (child != null) {
        child.tell(message);
      }
    } else {
      children.values().forEach(child -> child.tell(message));
    }
    return this;
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
          ActorRef<InstanceActor.Command> child =
              getContext()
                  .spawn(InstanceActor.create(environment, id, getContext().getSelf()), nameOf(id));
          getContext().watchWith(child, new Stopped(id));
          return child;
        });
  }
}
