package io.drover.migration;

import io.drover.admission.AdmissionActor;
import io.drover.migration.MigrationActor.Command;
import io.drover.model.MigrationStatus;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** Accepted, queued: waits until all of its slots are granted at once. */
final class Queueing extends Phase {

  Queueing(MigrationTools tools, MigrationRecord record) {
    super(tools, record);
    goOn();
  }

  @Override
  public Receive<Command> createReceive() {
    return receive()
        .onMessage(MigrationActor.Granted.class, granted -> onGranted())
        .onAnyMessage(late -> this)
        .build();
  }

  private void goOn() {
    if (record.stop() != null) {
      decide(Outcome.AT_SOURCE, record.stop());
    } else if (record.status() == MigrationStatus.ACCEPTED) {
      tools.record(new MigrationEvent.Queued(record.id()));
    } else {
      tools
          .environment()
          .admission()
          .tell(new AdmissionActor.Acquire(record.slots(), tools.granted()));
    }
  }

  @Override
  protected Behavior<Command> onRecord(MigrationRecord before) {
    if (record.status() == MigrationStatus.PREPARING) {
      return new Preparing(tools, record);
    }
    goOn();
    return this;
  }

  private Behavior<Command> onGranted() {
    if (record.stop() == null) {
      tools.record(new MigrationEvent.PreparationBegan(record.id()));
    }
    return this;
  }
}
