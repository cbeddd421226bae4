package io.drover.instance;

import io.drover.store.JournalAccess;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which instances there ever were, and nothing else. Written by the registry alone, many
 * at a time, so that the registry never waits for a write to answer a question.
 */
final class InstanceIndex
    extends EventSourcedBehaviorWithEnforcedReplies<
        InstanceIndex.Register, RegistryEvent, Remembered> {

  /** Remember these; repeating it is harmless. */
  record Register(List<RegistryEvent.Registered> instances, ActorRef<Stored> replyTo) {}

  /** The answer to {@link Register}; one that is not stored may be later, which is harmless. */
  enum Stored {
    YES,
    NO
  }

  /** What was remembered at the start, in order. */
  record Known(List<RegistryEvent.Registered> instances) {}

  private final InstanceSettings settings;
  private final ActorRef<Known> owner;
  private final ActorContext<Register> context;
  private @Nullable Register writing;
  private boolean triedAgain;

  static Behavior<Register> create(InstanceSettings settings, ActorRef<Known> owner) {
    return Behaviors.setup(context -> new InstanceIndex(context, settings, owner));
  }

  private InstanceIndex(
      ActorContext<Register> context, InstanceSettings settings, ActorRef<Known> owner) {
    super(Streams.INDEX, settings.afterFailedWrites());
    this.context = context;
    this.settings = settings;
    this.owner = owner;
  }

  @Override
  public String journalPluginId() {
    return settings.plugins().journal();
  }

  @Override
  public String snapshotPluginId() {
    return JournalAccess.NO_SNAPSHOTS;
  }

  @Override
  public Remembered emptyState() {
    return Remembered.nothing();
  }

  @Override
  public CommandHandlerWithReply<Register, RegistryEvent, Remembered> commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(Register.class, this::onRegister)
        .build();
  }

  private ReplyEffect<RegistryEvent, Remembered> onRegister(Remembered state, Register register) {
    List<RegistryEvent> missing = new ArrayList<>(register.instances());
    if (register.equals(writing)) {
      missing.removeAll(new HashSet<>(state.all()));
    } else {
      writing = register;
      triedAgain = false;
    }
    return Effect().persist(missing).thenRun(after -> answer(Stored.YES)).thenNoReply();
  }

  private void answer(Stored stored) {
    Register answered = writing;
    writing = null;
    if (answered != null) {
      answered.replyTo().tell(stored);
    }
  }

  /** After a start, and after each write that failed; a failed one is tried again once. */
  private void onRecovered(Remembered state) {
    List<RegistryEvent.Registered> known = state.all();
    owner.tell(new Known(known));
    Register failed = writing;
    if (failed != null && triedAgain) {
      answer(new HashSet<>(known).containsAll(failed.instances()) ? Stored.YES : Stored.NO);
    } else if (failed != null) {
      triedAgain = true;
      context.getSelf().tell(failed);
    }
  }

  @Override
  public EventHandler<Remembered, RegistryEvent> eventHandler() {
    return newEventHandlerBuilder()
        .forAnyState()
        .onEvent(RegistryEvent.Registered.class, (state, registered) -> state.and(registered))
        .build();
  }

  @Override
  public SignalHandler<Remembered> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .build();
  }
}
