package io.drover.instance;

import io.drover.store.JournalAccess;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which instances there are, what those are that rest, and which hosts the others may
 * touch. Written by the registry alone, many events at a time, so that the registry never waits for
 * a write to answer a question.
 */
final class InstanceIndex
    extends EventSourcedBehaviorWithEnforcedReplies<
        InstanceIndex.Write, RegistryEvent, Remembered> {

  /** Remember these, in this order; repeating it is harmless. */
  record Write(List<RegistryEvent> events, ActorRef<Stored> replyTo) {}

  /** The answer to {@link Write}; what is not stored may be later, which is harmless. */
  enum Stored {
    YES,
    NO
  }

  /** What it tells of itself. */
  sealed interface Told {}

  /** What was remembered at the start, in order. */
  record Known(List<IndexEntry> instances) implements Told {}

  /** Its journal cannot be read, for this reason; it is tried again. */
  record Unreadable(String why) implements Told {}

  private final JournalAccess journal;
  private final int snapshotEvery;
  private final ActorRef<Told> owner;
  private final ActorContext<Write> context;
  private @Nullable Write writing;
  private boolean triedAgain;

  static Behavior<Write> create(InstanceSettings settings, ActorRef<Told> owner) {
    return Behaviors.setup(context -> new InstanceIndex(context, settings, owner));
  }

  private InstanceIndex(
      ActorContext<Write> context, InstanceSettings settings, ActorRef<Told> owner) {
    super(Streams.INDEX, settings.journal().afterFailure());
    this.context = context;
    this.journal = settings.journal();
    this.snapshotEvery = settings.indexSnapshotEvery();
    this.owner = owner;
  }

  @Override
  public String journalPluginId() {
    return journal.journalPlugin();
  }

  @Override
  public String snapshotPluginId() {
    return journal.snapshotPlugin();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(snapshotEvery, 2).withDeleteEventsOnSnapshot();
  }

  @Override
  public SnapshotAdapter<Remembered> snapshotAdapter() {
    return IndexSnapshot.ADAPTER;
  }

  @Override
  public Remembered emptyState() {
    return Remembered.NOTHING;
  }

  @Override
  public CommandHandlerWithReply<Write, RegistryEvent, Remembered> commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(Write.class, this::onWrite)
        .build();
  }

  private ReplyEffect<RegistryEvent, Remembered> onWrite(Remembered state, Write write) {
    boolean again = write.equals(writing);
    if (!again) {
      writing = write;
      triedAgain = false;
    } else if (state.has(write.events())) {
      answer(Stored.YES);
      return Effect().noReply();
    }
    return Effect().persist(write.events()).thenRun(after -> answer(Stored.YES)).thenNoReply();
  }

  private void answer(Stored stored) {
    Write answered = writing;
    writing = null;
    if (answered != null) {
      answered.replyTo().tell(stored);
    }
  }

  /** After a start, and after each write that failed; a failed one is tried again once. */
  private void onRecovered(Remembered state) {
    owner.tell(new Known(state.all()));
    Write failed = writing;
    if (failed != null && triedAgain) {
      answer(state.has(failed.events()) ? Stored.YES : Stored.NO);
    } else if (failed != null) {
      triedAgain = true;
      context.getSelf().tell(failed);
    }
  }

  @Override
  public EventHandler<Remembered, RegistryEvent> eventHandler() {
    return newEventHandlerBuilder().forAnyState().onAnyEvent(Remembered::apply);
  }

  @Override
  public SignalHandler<Remembered> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .onSignal(
            RecoveryFailed.class,
            (state, failed) ->
                owner.tell(new Unreadable(String.valueOf(failed.failure().getMessage()))))
        .build();
  }
}
