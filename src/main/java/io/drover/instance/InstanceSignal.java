package io.drover.instance;

import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.host.Sighting;
import io.drover.instance.InstanceActor.Asked;
import io.drover.instance.InstanceActor.Command;
import io.drover.migration.MigrationActor;
import io.drover.model.MigrationId;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What an instance's actor, and those that work for it, tell it: what was asked for is there. */
sealed interface InstanceSignal extends Command {

  record Checked(
      Asked request,
      HostActor.@Nullable HostCheck source,
      HostActor.@Nullable HostCheck destination,
      List<Sighting> guest)
      implements InstanceSignal {}

  record Looked(int step, Sighting sighting) implements InstanceSignal {}

  record Acted(int step, OperationPlan.Act act, CallResult result) implements InstanceSignal {}

  record SweepLooked(int number, Sighting sighting) implements InstanceSignal {}

  record SweepActed(int number, OperationPlan.Act act, CallResult result)
      implements InstanceSignal {}

  record Observed(Sighting sighting, boolean decides) implements InstanceSignal {}

  record FromMigration(MigrationActor.RecordEvent request) implements InstanceSignal {}

  record MigrationStopped(MigrationId migration, ActorRef<MigrationActor.Command> actor)
      implements InstanceSignal {}

  record ResumeMigration(MigrationId migration) implements InstanceSignal {}

  record Proceed(int step) implements InstanceSignal {}

  enum Ignored implements InstanceSignal {
    INSTANCE
  }

  enum Tick implements InstanceSignal {
    POLL,
    STAGE_DEADLINE,
    REPEAT_SHUTDOWN,
    OBSERVE,
    SWEEP,
    RESUME,
    CLOSE_STREAM
  }
}
