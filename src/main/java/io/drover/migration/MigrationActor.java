package io.drover.migration;

import io.drover.admission.AdmissionActor;
import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.host.PlugVifsActor;
import io.drover.host.Sighting;
import io.drover.model.InstanceSpec;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * One live migration, from the queue to its hook. It decides and acts, but keeps no record of its
 * own: before each step it asks its parent, the instance, to record an event, and only the
 * acknowledgement lets it take the step. So it always starts from a record, with no step done or
 * with many, looks at the hosts and goes on; a fresh start, a restart and a crash take that one
 * path.
 *
 * <p>Its life is a line of phases, a class each: {@link Queueing}, {@link Preparing}, {@link
 * Transferring}, {@link Deciding}, {@link Cleaning} and {@link Finishing}. A child of its instance,
 * which watches it and starts it again should it fail. It stops when the hook is delivered or given
 * up and nothing is left over.
 */
public final class MigrationActor {

  /** What it can be told. */
  public sealed interface Command {}

  /** The record as it is now: an acknowledgement, or news such as the wish to stop. */
  public record Recorded(MigrationRecord record) implements Command {}

  /** What it asks its parent: to make this event durable. */
  public record RecordEvent(MigrationEvent event, ActorRef<Recorded> replyTo) {}

  // Internal: what others replied.

  record Granted() implements Command {}

  record Seen(int round, Sighting sighting) implements Command {}

  record FactsSeen(HostActor.FactsAnswer answer) implements Command {}

  record Compared(HostActor.Comparison comparison) implements Command {}

  record ClaimEnded(HostActor.Claimed claimed) implements Command {}

  record VolumesConnected(CallResult result) implements Command {}

  record PlugReplied(PlugVifsActor.Reply reply) implements Command {}

  record JobSeen(HostActor.JobAnswer answer) implements Command {}

  record MigrateEnded(CallResult result) implements Command {}

  record CallEnded(int action, CallResult result) implements Command {}

  record Released(Done done) implements Command {}

  record SweepChecked(HostActor.@Nullable HostCheck check) implements Command {}

  record HookEnded(int call, @Nullable Throwable failure) implements Command {}

  enum Tick implements Command {
    PROGRESS,
    DEADLINE,
    START_DEADLINE,
    LOOK,
    CLEAN,
    SWEEP,
    HOOK_DEADLINE,
    HOOK_AGAIN
  }

  private MigrationActor() {}

  /**
   * Carries on the migration with this record.
   *
   * @param environment what every migration works with
   * @param spec what moves
   * @param sourceGeneration the placement that the claim at the source belongs to
   * @param record how far it is
   * @param parent records its events
   */
  public static Behavior<Command> create(
      MigrationEnvironment environment,
      InstanceSpec spec,
      long sourceGeneration,
      MigrationRecord record,
      ActorRef<RecordEvent> parent) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  context.setLoggerName(MigrationActor.class);
                  MigrationTools tools =
                      new MigrationTools(
                          context, timers, environment, spec, sourceGeneration, parent);
                  readmit(tools, record);
                  return phaseOf(tools, record);
                }));
  }

  /** A migration that is resumed had its slots before. */
  private static void readmit(MigrationTools tools, MigrationRecord record) {
    if (record.underWay()) {
      tools
          .environment()
          .admission()
          .tell(new AdmissionActor.Readmit(record.slots(), tools.granted()));
    }
  }

  /** The phase that goes on from this record. */
  static Behavior<Command> phaseOf(MigrationTools tools, MigrationRecord record) {
    if (record.over()) {
      return Behaviors.stopped();
    } else if (record.status().terminal()) {
      return new Finishing(tools, record);
    } else if (record.outcome() != null) {
      return new Cleaning(tools, record);
    }
    return switch (record.status()) {
      case ACCEPTED, QUEUED -> new Queueing(tools, record);
      case PREPARING -> new Preparing(tools, record);
      case RUNNING, RUNNING_POST_COPY -> Transferring.attach(tools, record);
      case COMPLETED, FAILED, CANCELLED, ERROR ->
          throw new IllegalStateException("a terminal migration has an outcome: " + record);
    };
  }
}
