package io.drover.instance;

import io.drover.host.HostReport;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The registry: finds instances by id and by name, starts their actors, and passes on what hosts
 * tell. It remembers which instances there are, nothing about them. A name is free again when its
 * instance is deleted.
 *
 * <p>Spawned by the guardian. Each child restarts by itself when a write fails, and is started
 * again here should it stop.
 */
public final class Instances
    extends EventSourcedBehaviorWithEnforcedReplies<
        Instances.Command, RegistryEvent, Instances.State> {

  /** What the registry can be told. */
  public sealed interface Command {}

  /** Boot a new instance under this id, which nobody has used before. */
  public record Boot(
      InstanceId id, InstanceSpec spec, String host, ActorRef<InstanceActor.Answer> replyTo)
      implements Command {}

  /** Who owns this instance? */
  public record Find(InstanceId id, ActorRef<Found> replyTo) implements Command {}

  /** Who owns the instance of this name, the one that is not deleted or was registered last? */
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

  /** An instance has read its journal, or was deleted. */
  record Settled(InstanceId id, String name, boolean deleted) implements Command {}

  private record HostTold(HostReport report) implements Command {}

  private record Stopped(InstanceId id) implements Command {}

  /** Instances by id, and the latest of each name, in order of registration. */
  public record State(Map<InstanceId, String> names, Map<String, InstanceId> latest) {

    static final State EMPTY = new State(Map.of(), Map.of());

    State with(RegistryEvent.Registered event) {
      Map<InstanceId, String> moreNames = new LinkedHashMap<>(names);
      moreNames.put(event.id(), event.name());
      Map<String, InstanceId> moreLatest = new LinkedHashMap<>(latest);
      moreLatest.put(event.name(), event.id());
      return new State(moreNames, moreLatest);
    }
  }

  private final ActorContext<Command> context;
  private final InstanceEnvironment environment;
  private final Map<InstanceId, ActorRef<InstanceActor.Command>> children = new LinkedHashMap<>();
  private final Set<InstanceId> deleted = new HashSet<>();
  private final Set<InstanceId> recovering = new HashSet<>();
  private final List<ActorRef<Done>> untilRecovered = new ArrayList<>();
  private boolean recovered;

  /** The behaviour of the registry. */
  public static Behavior<Command> create(InstanceEnvironment environment) {
    return Behaviors.setup(context -> new Instances(context, environment));
  }

  /** What hosts are to tell their reports to. */
  public static Command report(HostReport report) {
    return new HostTold(report);
  }

  private Instances(ActorContext<Command> context, InstanceEnvironment environment) {
    super(
        PersistenceId.ofUniqueId("drover-instances"),
        SupervisorStrategy.restartWithBackoff(
            environment.settings().restartDelay(),
            environment.settings().restartDelay().multipliedBy(10),
            0));
    this.context = context;
    this.environment = environment;
  }

  @Override
  public String journalPluginId() {
    return environment.settings().journalPlugin();
  }

  @Override
  public String snapshotPluginId() {
    return "pekko.persistence.no-snapshot-store";
  }

  @Override
  public State emptyState() {
    return State.EMPTY;
  }

  @Override
  public CommandHandlerWithReply<Command, RegistryEvent, State> commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(Boot.class, this::onBoot)
        .onCommand(Find.class, this::onFind)
        .onCommand(FindByName.class, this::onFindByName)
        .onCommand(ListAll.class, (state, ask) -> Effect().reply(ask.replyTo(), all()))
        .onCommand(WhenRecovered.class, (state, when) -> onWhenRecovered(when))
        .onCommand(Settled.class, (state, settled) -> onSettled(settled))
        .onCommand(HostTold.class, (state, told) -> onHostTold(told))
        .onCommand(Stopped.class, (state, stopped) -> onStopped(stopped))
        .build();
  }

  @Override
  public EventHandler<State, RegistryEvent> eventHandler() {
    return newEventHandlerBuilder()
        .forAnyState()
        .onEvent(RegistryEvent.Registered.class, State::with)
        .build();
  }

  @Override
  public SignalHandler<State> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .build();
  }

  private ReplyEffect<RegistryEvent, State> onBoot(State state, Boot boot) {
    InstanceId sameName = state.latest().get(boot.spec().name());
    boolean taken = sameName != null && !deleted.contains(sameName);
    Rejection rejection =
        taken || state.names().containsKey(boot.id())
            ? new Rejection(
                Refusal.CONFLICT, "instance " + boot.spec().name() + " is there already")
            : unknownHost(boot.host());
    if (rejection != null) {
      return Effect().reply(boot.replyTo(), new InstanceActor.Refused(rejection));
    }
    return Effect()
        .persist(new RegistryEvent.Registered(boot.id(), boot.spec().name()))
        .thenRun(
            (State after) ->
                child(boot.id())
                    .tell(new InstanceActor.Boot(boot.spec(), boot.host(), boot.replyTo())))
        .thenNoReply();
  }

  private @org.jspecify.annotations.Nullable Rejection unknownHost(String host) {
    return environment.migrations().hosts().find(host).isPresent()
        ? null
        : Rejection.unknownHost(host, environment.migrations().hosts());
  }

  private ReplyEffect<RegistryEvent, State> onFind(State state, Find find) {
    return Effect().reply(find.replyTo(), new Found(owner(find.id())));
  }

  private ReplyEffect<RegistryEvent, State> onFindByName(State state, FindByName find) {
    Optional<Owner> owner =
        Optional.ofNullable(state.latest().get(find.name())).flatMap(this::owner);
    return Effect().reply(find.replyTo(), new Found(owner));
  }

  private Optional<Owner> owner(InstanceId id) {
    return Optional.ofNullable(children.get(id)).map(actor -> new Owner(id, actor));
  }

  private All all() {
    return new All(
        children.entrySet().stream().map(e -> new Owner(e.getKey(), e.getValue())).toList());
  }

  private ReplyEffect<RegistryEvent, State> onHostTold(HostTold told) {
    if (told.report() instanceof HostReport.GuestHint hint) {
      ActorRef<InstanceActor.Command> child = children.get(hint.instance());
      if (child != null) {
        child.tell(new InstanceActor.HostTold(hint));
      }
    } else {
      children.values().forEach(child -> child.tell(new InstanceActor.HostTold(told.report())));
    }
    return Effect().noReply();
  }

  private ReplyEffect<RegistryEvent, State> onSettled(Settled settled) {
    if (settled.deleted()) {
      deleted.add(settled.id());
    }
    recovering.remove(settled.id());
    tellRecovered();
    return Effect().noReply();
  }

  private ReplyEffect<RegistryEvent, State> onWhenRecovered(WhenRecovered when) {
    untilRecovered.add(when.replyTo());
    tellRecovered();
    return Effect().noReply();
  }

  private void tellRecovered() {
    if (recovered && recovering.isEmpty()) {
      untilRecovered.forEach(replyTo -> replyTo.tell(Done.getInstance()));
      untilRecovered.clear();
    }
  }

  private ReplyEffect<RegistryEvent, State> onStopped(Stopped stopped) {
    context.getLog().error("instance {}: its actor stopped; it is started again", stopped.id());
    children.remove(stopped.id());
    child(stopped.id());
    return Effect().noReply();
  }

  private void onRecovered(State state) {
    recovered = true;
    recovering.addAll(state.names().keySet());
    state.names().keySet().forEach(this::child);
    tellRecovered();
  }

  private ActorRef<InstanceActor.Command> child(InstanceId id) {
    return children.computeIfAbsent(
        id,
        ignored -> {
          ActorRef<InstanceActor.Command> child =
              context.spawn(
                  InstanceActor.create(environment, id, context.getSelf().narrow()), id.value());
          context.watchWith(child, new Stopped(id));
          return child;
        });
  }
}
