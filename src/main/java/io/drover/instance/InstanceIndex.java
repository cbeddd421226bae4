package io.drover.instance;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Remembers which instances there ever were, and nothing else. Written by the registry alone, many
 * at a time, so that the registry never waits for a write to answer a question.
 */
final class InstanceIndex
    extends EventSourcedBehaviorWithEnforcedReplies<
        InstanceIndex.Register, RegistryEvent, List<RegistryEvent.Registered>> {

  /** Remember these. */
  record Register(List<RegistryEvent.Registered> instances, ActorRef<Done> replyTo) {}

  /** What was remembered at the start, in order. */
  record Known(List<RegistryEvent.Registered> instances) {}

  private final InstanceSettings settings;
  private final ActorRef<Known> owner;

  static Behavior<Register> create(InstanceSettings settings, ActorRef<Known> owner) {
    return Behaviors.setup(context -> new InstanceIndex(settings, owner));
  }

  private InstanceIndex(InstanceSettings settings, ActorRef<Known> owner) {
    super(
        PersistenceId.ofUniqueId("drover-instances"),
        SupervisorStrategy.restartWithBackoff(
            settings.restartDelay(), settings.restartDelay().multipliedBy(10), 0));
    this.settings = settings;
    this.owner = owner;
  }

  @Override
  public String journalPluginId() {
    return settings.journalPlugin();
  }

  @Override
  public String snapshotPluginId() {
    return "pekko.persistence.no-snapshot-store";
  }

  @Override
  public List<RegistryEvent.Registered> emptyState() {
    return new ArrayList<>();
  }

  @Override
  public CommandHandlerWithReply<Register, RegistryEvent, List<RegistryEvent.Registered>>
      commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(Register.class, this::onRegister)
        .build();
  }

  private ReplyEffect<RegistryEvent, List<RegistryEvent.Registered>> onRegister(
      List<RegistryEvent.Registered> state, Register register) {
    return Effect()
        .persist(List.<RegistryEvent>copyOf(register.instances()))
        .thenReply(register.replyTo(), after -> Done.getInstance());
  }

  @Override
  public EventHandler<List<RegistryEvent.Registered>, RegistryEvent> eventHandler() {
    return newEventHandlerBuilder()
        .forAnyState()
        .onEvent(
            RegistryEvent.Registered.class,
            (state, registered) -> {
              state.add(registered);
              return state;
            })
        .build();
  }

  @Override
  public SignalHandler<List<RegistryEvent.Registered>> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), state -> owner.tell(new Known(List.copyOf(state))))
        .build();
  }
}
