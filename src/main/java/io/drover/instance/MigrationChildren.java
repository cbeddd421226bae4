package io.drover.instance;

import io.drover.admission.AdmissionActor;
import io.drover.instance.InstanceActor.Command;
import io.drover.instance.InstanceSignal.FromMigration;
import io.drover.instance.InstanceSignal.MigrationStopped;
import io.drover.instance.InstanceSignal.ResumeMigration;
import io.drover.migration.MigrationActor;
import io.drover.migration.MigrationRecord;
import io.drover.model.MigrationId;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** The actors of an instance's migrations; one that fails is started again from its record. */
final class MigrationChildren {
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final InstanceEnvironment environment;
  private final ActorRef<MigrationActor.RecordEvent> events;
  private final Map<MigrationId, ActorRef<MigrationActor.Command>> running = new HashMap<>();
  private long started;

  MigrationChildren(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      InstanceEnvironment environment) {
    this.context = context;
    this.timers = timers;
    this.environment = environment;
    this.events = context.messageAdapter(MigrationActor.RecordEvent.class, FromMigration::new);
  }

  /** Carries on every migration that is not over and has no actor yet. */
  void carryOn(InstanceState state) {
    state.migrations().stream()
        .filter(migration -> !migration.over() && !running.containsKey(migration.id()))
        .forEach(
            migration -> {
              announce(migration);
              carryOn(state, migration.id());
            });
  }

  /** Before anybody learns that the journal was read: nobody else is to get its slots. */
  private void announce(MigrationRecord migration) {
    if (migration.underWay() || migration.outcome() == null) {
      environment
          .migrations()
          .admission()
          .tell(new AdmissionActor.Expect(migration.slots(), migration.underWay()));
    }
  }

  /** Carries on a migration from its record. */
  void carryOn(InstanceState state, MigrationId migration) {
    ActorRef<MigrationActor.Command> child =
        context.spawn(
            MigrationActor.create(
                environment.migrations(),
                state.spec(),
                state.generation(),
                record(state, migration),
                events),
            "migration-" + ++started);
    running.put(migration, child);
    context.watchWith(child, new MigrationStopped(migration, child));
  }

  /** Carries on a migration whose actor failed a while ago, unless that was done meanwhile. */
  void resume(InstanceState state, MigrationId migration) {
    if (!running.containsKey(migration) && unfinished(state, migration)) {
      carryOn(state, migration);
    }
  }

  /** The journal was read again: no child is left, and what is still heard of one is outdated. */
  void forget() {
    running.clear();
  }

  /** Tells a migration its record, which somebody else has changed. */
  void tell(InstanceState state, MigrationId migration) {
    ActorRef<MigrationActor.Command> child = running.get(migration);
    if (child != null) {
      child.tell(new MigrationActor.Recorded(record(state, migration)));
    }
  }

  /** One has stopped: started again after a while, unless it is over. */
  void onStopped(InstanceState state, MigrationStopped stopped) {
    MigrationId migration = stopped.migration();
    if (running.remove(migration, stopped.actor()) && unfinished(state, migration)) {
      context
          .getLog()
          .error(
              "instance {}: the actor of its migration {} failed; it is started again",
              state.id(),
              migration);
      timers.startSingleTimer(
          new ResumeMigration(migration), environment.settings().restartDelay());
    }
  }

  private static boolean unfinished(InstanceState state, MigrationId migration) {
    return state.migration(migration).map(known -> !known.over()).orElse(false);
  }

  private static MigrationRecord record(InstanceState state, MigrationId migration) {
    return state.migration(migration).orElseThrow();
  }
}
