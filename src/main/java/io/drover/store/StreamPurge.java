package io.drover.store;

import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.AbstractPersistentActor;
import org.apache.pekko.persistence.DeleteMessagesFailure;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsFailure;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.Recovery;
import org.apache.pekko.persistence.RecoveryCompleted;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;

/**
 * Deletes all events and snapshots of a stream that nobody writes to any more, and ends. A classic
 * actor, because the typed ones delete nothing but what a snapshot of theirs covers.
 */
public final class StreamPurge {

  private StreamPurge() {}

  /** Whether a stream is gone; else why not. What was not deleted can be tried again. */
  public record Purged(String stream, boolean done, String why) {}

  /** The actor for this stream. */
  public static Props of(String stream, JournalAccess journal, ActorRef<Purged> replyTo) {

    // Pekko asks for the plugins while the actor is constructed, when it has no fields of its own
    // yet; what a local class captures is there by then.
    class Purge extends AbstractPersistentActor {

      @Override
      public String persistenceId() {
        return stream;
      }

      @Override
      public String journalPluginId() {
        return journal.journalPlugin();
      }

      @Override
      public String snapshotPluginId() {
        return journal.snapshotPlugin();
      }

      /** Nothing is read: what cannot be read any more can be deleted too. */
      @Override
      public Recovery recovery() {
        return Recovery.none();
      }

      @Override
      public Receive createReceiveRecover() {
        return receiveBuilder()
            .match(
                RecoveryCompleted.class,
                begins -> deleteSnapshots(SnapshotSelectionCriteria.latest()))
            .build();
      }

      @Override
      public Receive createReceive() {
        return receiveBuilder()
            .match(
                DeleteSnapshotsSuccess.class, done -> deleteMessages(JournalAccess.END_OF_STREAM))
            .match(DeleteSnapshotsFailure.class, failed -> end(failed.cause()))
            .match(DeleteMessagesSuccess.class, done -> end(true, ""))
            .match(DeleteMessagesFailure.class, failed -> end(failed.cause()))
            .build();
      }

      private void end(Throwable failure) {
        end(false, String.valueOf(failure.getMessage()));
      }

      private void end(boolean done, String why) {
        replyTo.tell(new Purged(stream, done, why));
        context().stop(self());
      }
    }

    return Props.create(Purge.class, Purge::new);
  }
}
