package io.drover.migration;

import io.drover.migration.MigrationActor.Command;
import io.drover.model.Reason;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ReceiveBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A phase of a migration; it begins without the timers of the one before. Replies to questions of
 * an earlier phase may still arrive; they are of no interest to a later one.
 */
abstract class Phase extends AbstractBehavior<Command> {
  protected final MigrationTools tools;
  protected MigrationRecord record;

  Phase(MigrationTools tools, MigrationRecord record) {
    super(tools.context());
    tools.timers().cancelAll();
    this.tools = tools;
    this.record = record;
  }

  /** Starts the list of this phase's handlers. */
  protected final ReceiveBuilder<Command> receive() {
    return newReceiveBuilder().onMessage(MigrationActor.Recorded.class, this::onRecorded);
  }

  private Behavior<Command> onRecorded(MigrationActor.Recorded recorded) {
    MigrationRecord before = record;
    record = recorded.record();
    if (record.outcome() != null && before.outcome() == null) {
      return new Cleaning(tools, record);
    }
    return onRecord(before);
  }

  /** The record changed, or an event was acknowledged. */
  protected abstract Behavior<Command> onRecord(MigrationRecord before);

  /** Has the outcome recorded; the acknowledgement leads on to the clean-up. */
  protected final Behavior<Command> decide(Outcome outcome, @Nullable Reason reason) {
    return decide(outcome, reason, null, false);
  }

  /**
   * The same.
   *
   * @param cutOff the host where the guest is not by the word that it is fenced, or null
   * @param callOpen whether a call that moves the guest may have its effect yet
   */
  protected final Behavior<Command> decide(
      Outcome outcome, @Nullable Reason reason, @Nullable String cutOff, boolean callOpen) {
    tools.record(
        new MigrationEvent.Decided(record.id(), outcome, reason, cutOff, callOpen, tools.now()));
    return this;
  }
}
