package io.drover.instance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Vector;
import scala.collection.immutable.Vector$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Remembers which instances there ever were, and nothing else. Written by the registry alone, many
 * at a time, so that the registry never waits for a write to answer a question. Its state is a
 * persistent vector, because Pekko applies events before it knows that they are stored.
 */
final class InstanceIndex
    extends EventSourcedBehaviorWithEnforcedReplies<
        InstanceIndex.Register, RegistryEvent, Vector<RegistryEvent.Registered>> {

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
    return settings.journalPlugin();
  }

  @Override
  public String snapshotPluginId() {
    return "pekko.persistence.no-snapshot-store";
  }

  @Override
  public Vector<RegistryEvent.Registered> emptyState() {
    return Vector$.MODULE$.empty();
  }

  @Override
  public CommandHandlerWithReply<Register, RegistryEvent, Vector<RegistryEvent.Registered>>
      commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(Register.class, this::onRegister)
        .build();
  }

  private ReplyEffect<RegistryEvent, Vector<RegistryEvent.Registered>> onRegister(
      Vector<RegistryEvent.Registered> state, Register register) {
    List<RegistryEvent> missing = new ArrayList<>(register.instances());
    if (register == writing) {
      missing.removeAll(new HashSet<>(CollectionConverters.asJava(state)));
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
  private void onRecovered(Vector<RegistryEvent.Registered> state) {
    List<RegistryEvent.Registered> known = List.copyOf(CollectionConverters.asJava(state));
    owner.tell(new Known(known));
    Register failed = writing;
    if (failed != null && triedAgain) {
      answer(new HashSet<>(known).containsAll(failed.instances()) ? Stored.YES : Stored.NO);
    } else if (failed != null) {
      triedAgain = true;
      context.getSelf().tell(failed);
    }
  }

  /** The journal rejected them. */
  private void onStop() {
    answer(Stored.NO);
  }

  @Override
  public EventHandler<Vector<RegistryEvent.Registered>, RegistryEvent> eventHandler() {
    return newEventHandlerBuilder()
        .forAnyState()
        .onEvent(RegistryEvent.Registered.class, (state, registered) -> state.appended(registered))
        .build();
  }

  @Override
  public SignalHandler<Vector<RegistryEvent.Registered>> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .onSignal(PostStop.instance(), state -> onStop())
        .build();
  }
}
