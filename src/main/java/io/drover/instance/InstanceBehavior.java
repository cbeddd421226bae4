package io.drover.instance;

import io.drover.instance.InstanceActor.Command;
import io.drover.model.InstanceId;
import io.drover.store.JournalAccess;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/** How an instance's actor keeps its journal; what it writes there and why is in its subclass. */
abstract class InstanceBehavior
    extends EventSourcedBehaviorWithEnforcedReplies<Command, InstanceEvent, InstanceState> {
  private final InstanceEnvironment environment;
  private final InstanceState empty;
  private final Lasting lasting;

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

  /** Writes; the effect can be continued with what follows then. */
  final EffectBuilder<InstanceEvent, InstanceState> write(
      InstanceState before, List<InstanceEvent> events) {
    lasting.writer().begin();
    return Effect()
        .persist(events)
        .thenRun(
            (InstanceState after) -> {
              lasting.writer().end();
              recorded(before, events);
            });
  }

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
    return JournalAccess.NO_SNAPSHOTS;
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
              onRecovered(state);
            })
        .onSignal(PostStop.instance(), state -> onStop())
        .build();
  }

  private void onStop() {
    lasting.writer().end();
    lasting.unanswered().giveUp();
  }
}
