package io.drover.instance;

import io.drover.instance.InstanceActor.Command;
import io.drover.instance.InstanceSignal.Proceed;
import io.drover.migration.MigrationEvent;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** What an instance does because something was recorded. Used by its actor in its thread. */
final class Consequences {
  private final ActorContext<Command> context;
  private final InstanceEnvironment environment;
  private final OperationRunner runner;
  private final Observer observer;
  private final LeftoverSweep sweep;
  private final MigrationChildren migrations;

  Consequences(
      ActorContext<Command> context,
      InstanceEnvironment environment,
      OperationRunner runner,
      Observer observer,
      LeftoverSweep sweep,
      MigrationChildren migrations) {
    this.context = context;
    this.environment = environment;
    this.runner = runner;
    this.observer = observer;
    this.sweep = sweep;
    this.migrations = migrations;
  }

  /** What follows now that this event is recorded and told, and this is the state. */
  void of(InstanceEvent event, InstanceState state) {
    if (event instanceof InstanceEvent.Created || event instanceof InstanceEvent.OperationBegan) {
      runner.begin(state);
    } else if (event instanceof InstanceEvent.Adopted) {
      Claims.again(state, state.host(), environment.migrations().hosts());
    } else if (event instanceof InstanceEvent.OperationEnded) {
      runner.finish();
      observer.onIdle(state);
      sweep.later(state);
    } else if (event instanceof InstanceEvent.LeftBehind) {
      sweep.now(state);
    } else if (event instanceof InstanceEvent.LeftoversSwept) {
      sweep.later(state);
      observer.onSwept(state);
    } else if (event instanceof InstanceEvent.OfMigration of) {
      of(of.event(), state);
    } else {
      context.getSelf().tell(new Proceed(runner.step()));
    }
  }

  private void of(MigrationEvent event, InstanceState state) {
    if (event instanceof MigrationEvent.Accepted) {
      migrations.carryOn(state, event.migration());
    } else if (event instanceof MigrationEvent.StopRequested
        || event instanceof MigrationEvent.ForceRequested
        || event instanceof MigrationEvent.Resolved) {
      migrations.tell(state, event.migration());
    } else if (event instanceof MigrationEvent.Decided decided
        && LateMigration.arrived(state, decided)) {
      Claims.again(state, state.host(), environment.migrations().hosts());
    } else if (event instanceof MigrationEvent.Ended && state.operation() != null) {
      runner.begin(state);
    }
  }
}
