package io.drover.host;

import io.drover.store.JournalAccess;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Remembers what operators say of a host, and decides nothing. Tells its owner what it has read,
 * after the start and after each write that failed, and what it has written.
 */
final class HostJournal extends EventSourcedBehavior<HostEvent.Marked, HostEvent, HostMarks> {
  private static final String STREAM = "drover-host|";

  private final JournalAccess journal;
  private final ActorRef<? super HostActor.MarksKnown> owner;

  static Behavior<HostEvent.Marked> create(
      String host, JournalAccess journal, ActorRef<? super HostActor.MarksKnown> owner) {
    return Behaviors.supervise(
            Behaviors.setup(
                (ActorContext<HostEvent.Marked> context) -> new HostJournal(host, journal, owner)))
        .onFailure(journal.afterFailure());
  }

  private HostJournal(
      String host, JournalAccess journal, ActorRef<? super HostActor.MarksKnown> owner) {
    super(PersistenceId.ofUniqueId(STREAM + host), journal.afterFailure());
    this.journal = journal;
    this.owner = owner;
  }

  @Override
  public String journalPluginId() {
    return journal.journalPlugin();
  }

  @Override
  public String snapshotPluginId() {
    return JournalAccess.NO_SNAPSHOTS;
  }

  @Override
  public HostMarks emptyState() {
    return HostMarks.NONE;
  }

  @Override
  public CommandHandler<HostEvent.Marked, HostEvent, HostMarks> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(
            HostEvent.Marked.class,
            marked -> Effect().persist(marked).thenRun(after -> tell(after, true)))
        .build();
  }

  private void tell(HostMarks marks, boolean written) {
    owner.tell(new HostActor.MarksKnown(marks, written));
  }

  @Override
  public EventHandler<HostMarks, HostEvent> eventHandler() {
    return newEventHandlerBuilder()
        .forAnyState()
        .onEvent(HostEvent.Marked.class, (before, marked) -> marked.marks())
        .build();
  }

  @Override
  public SignalHandler<HostMarks> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), marks -> tell(marks, false))
        .build();
  }
}
