package io.drover.instance;

import io.drover.host.HostActor;
import io.drover.host.HostReport;
import io.drover.host.Sighting;
import io.drover.hypervisor.GuestState;
import io.drover.instance.InstanceActor.Command;
import io.drover.instance.InstanceActor.Tick;
import io.drover.model.HostState;
import io.drover.model.VmState;
import io.drover.runtime.Stages;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the record of an idle instance true, as Nova's power-state sync does: when its host tells
 * something, the instance looks, and believes what contradicts its record when a second look says
 * the same. A guest that is gone is recorded as stopped, and what it held is released; one that
 * runs though it was stopped is stopped again.
 */
final class Observer {
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final InstanceEnvironment environment;
  private boolean contradicted;

  Observer(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      InstanceEnvironment environment) {
    this.context = context;
    this.timers = timers;
    this.environment = environment;
  }

  /** A host told something: look, if it may concern this instance and the instance is idle. */
  void onReport(InstanceState state, HostReport report) {
    boolean unreachable =
        report instanceof HostReport.StateChanged changed
            && changed.state() == HostState.UNREACHABLE;
    if (!unreachable && report.host().equals(state.host())) {
      look(state);
    }
  }

  /** Asks the host; the answer arrives as {@code Observed}. */
  void look(InstanceState state) {
    if (!state.idle() || !state.created() || state.vmState() == VmState.DELETED) {
      return;
    }
    context.pipeToSelf(
        Stages.<HostActor.Command, Sighting>ask(
            environment.migrations().hosts().get(state.host()),
            replyTo -> new HostActor.Look(state.id(), replyTo),
            environment.migrations().replyTimeout(),
            context.getSystem()),
        (sighting, failure) ->
            new InstanceActor.Observed(
                sighting != null ? sighting : Sighting.none(state.host(), "no reply")));
  }

  /** The host answered: the event that follows, or null. */
  @Nullable InstanceEvent onObserved(InstanceState state, Sighting sighting) {
    GuestState seen = sighting.state();
    if (seen == null || !state.idle() || !sighting.host().equals(state.host())) {
      contradicted = false;
      return null;
    }
    boolean contradicts =
        (state.vmState() == VmState.ACTIVE && seen.over())
            || (state.vmState() == VmState.STOPPED && seen == GuestState.RUNNING);
    if (contradicts && contradicted) {
      contradicted = false;
      context
          .getLog()
          .warn(
              "instance {}: it should be {}, but on {} it is {}; it is recorded as stopped",
              state.id(),
              state.vmState().label(),
              state.host(),
              seen.powerState().label());
      return new InstanceEvent.OperationBegan(OperationKind.STOP, environment.now(context));
    }
    contradicted = contradicts;
    if (contradicts) {
      timers.startSingleTimer(Tick.OBSERVE, Tick.OBSERVE, environment.settings().confirmDelay());
      return null;
    }
    return seen.powerState() == state.powerState()
        ? null
        : new InstanceEvent.PowerStateSeen(seen.powerState());
  }
}
