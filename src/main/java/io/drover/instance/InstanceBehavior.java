package io.drover.instance;

import io.drover.instance.InstanceActor.Command;
import io.drover.model.InstanceId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/** How an instance's actor keeps its journal; what it writes there and why is in its subclass. */
abstract class InstanceBehavior
    extends EventSourcedBehaviorWithEnforcedReplies<Command, InstanceEvent, InstanceState> {
  private final InstanceEnvironment environment;
  private final InstanceState empty;
  private final Lasting lasting;
  private @Nullable Write untilOpened;

  private record Write(
      InstanceState before, List<InstanceEvent> events, Consumer<InstanceState> then) {}

  InstanceBehavior(InstanceEnvironment environment, InstanceId id, Lasting lasting) {
    super(Streams.of(id), environment.settings().afterFailedWrites());
    this.environment = environment;
    this.empty = InstanceState.empty(id);
    this.lasting = lasting;
  }

  /** The journal was read: after a start, and after each write that failed. */
  abstract void onRecovered(InstanceState state);

  /** These events were written. */
  abstract void recorded(InstanceState before, List<InstanceEvent> events);

  /** The registry is to make durable that this instance is about to touch these hosts. */
  abstract void open(List<String> hosts);

  /**
   * Writes, and does what follows then. What would have to be gone on with after a restart is made
   * known to the index first; all else that may change the instance waits meanwhile.
   */
  final ReplyEffect<InstanceEvent, InstanceState> write(
      InstanceState before, List<InstanceEvent> events, Consumer<InstanceState> then) {
    lasting.writer().begin();
    Write write = new Write(before, events, then);
    List<String> touched = Unfinished.hosts(before.after(events));
    if (lasting.opened().containsAll(touched)) {
      return store(write);
    }
    untilOpened = write;
    open(touched);
    return Effect().noReply();
  }

  private ReplyEffect<InstanceEvent, InstanceState> store(Write write) {
    return Effect()
        .persist(write.events())
        .thenRun(
            (InstanceState after) -> {
              lasting.writer().end();
              recorded(write.before(), write.events());
              write.then().accept(after);
            })
        .thenNoReply();
  }

  /** Whether a command has to wait because the index has not answered yet. */
  final boolean hasToWait(Command command) {
    return untilOpened != null && !(command instanceof InstanceActor.ReadOnly);
  }

  /** The index answered; without it, nothing is begun. */
  final ReplyEffect<InstanceEvent, InstanceState> onOpened(InstanceActor.Opened opened) {
    Write write = untilOpened;
    untilOpened = null;
    if (opened.stored()) {
      lasting.opened().addAll(opened.hosts());
    } else if (write != null) {
      throw new IndexWriteException();
    }
    return write == null ? Effect().noReply() : store(write).thenUnstashAll();
  }

  /** The index did not take that an instance begins something: as if its journal had not. */
  static final class IndexWriteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IndexWriteException() {
      super("the index of instances did not take it");
    }
  }

  /** The journal cannot be read. */
  abstract void onUnreadable(String why);

  /** Does something, and writes nothing. */
  final ReplyEffect<InstanceEvent, InstanceState> done(Runnable something) {
    something.run();
    return Effect().noReply();
  }

  @Override
  public final String journalPluginId() {
    return environment.settings().plugins().journal();
  }

  @Override
  public final String snapshotPluginId() {
    return environment.settings().journal().snapshotPlugin();
  }

  @Override
  public final RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(environment.settings().snapshotEvery(), 2)
        .withDeleteEventsOnSnapshot();
  }

  @Override
  public final Optional<Integer> stashCapacity() {
    return Optional.of(InstanceSettings.STASH);
  }

  @Override
  public final InstanceState emptyState() {
    return empty;
  }

  @Override
  public final EventHandler<InstanceState, InstanceEvent> eventHandler() {
    return newEventHandlerBuilder().forAnyState().onAnyEvent(InstanceState::after);
  }

  @Override
  public final SignalHandler<InstanceState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            state -> {
              lasting.writer().end();
              untilOpened = null;
              onRecovered(state);
            })
        .onSignal(
            RecoveryFailed.class,
            (state, failed) -> onUnreadable(String.valueOf(failed.failure().getMessage())))
        .onSignal(PostStop.instance(), state -> onStop())
        .build();
  }

  private void onStop() {
    lasting.writer().end();
    lasting.unanswered().giveUp();
  }
}
