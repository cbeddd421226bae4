package io.drover.instance;

import io.drover.host.HostActor;
import io.drover.host.HostReport;
import io.drover.host.Hosts;
import io.drover.host.Sighting;
import io.drover.hypervisor.GuestState;
import io.drover.instance.InstanceActor.Command;
import io.drover.instance.InstanceActor.Tick;
import io.drover.model.HostState;
import io.drover.model.VmState;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the record of an idle instance true, as Nova's power-state sync does: when its host tells
 * something, the instance looks, and believes what contradicts its record when a second look says
 * the same. A guest that is gone is recorded as stopped, and what it held is released; one that
 * runs though it was stopped is stopped again; one that somebody else, or a call that came late,
 * paused, saved or let go on is recorded as what it is; but an active one that a migration paused
 * to come to its end is let go on.
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
      look(state, false);
    }
  }

  /** It is time to look again. */
  void onTick(InstanceState state) {
    look(state, contradicted);
  }

  /** Asks the host; {@code decides}: whether this is the second look. */
  private void look(InstanceState state, boolean decides) {
    if (!state.idle() || !state.created() || state.vmState() == VmState.DELETED) {
      contradicted = false;
      return;
    }
    Hosts hosts = environment.migrations().hosts();
    context.pipeToSelf(
        hosts.<Sighting>ask(
            state.host(),
            replyTo -> new HostActor.Look(state.id(), replyTo),
            environment.migrations().replyTimeout(),
            context.getSystem()),
        (sighting, failure) ->
            new InstanceActor.Observed(
                sighting != null ? sighting : hosts.unseen(state.host()), decides));
  }

  /** The host answered: the event that follows, or null. */
  @Nullable InstanceEvent onObserved(InstanceState state, InstanceActor.Observed observed) {
    Sighting sighting = observed.sighting();
    GuestState seen = sighting.state();
    if (!state.idle() || !sighting.host().equals(state.host())) {
      contradicted = false;
      return null;
    } else if (seen == null) {
      if (!sighting.hostLost()) {
        lookAgain();
      }
      return null;
    } else if (!contradicts(state, seen)) {
      contradicted = false;
      timers.cancel(Tick.OBSERVE);
      return seen.powerState() == state.powerState()
          ? null
          : new InstanceEvent.PowerStateSeen(seen.powerState());
    } else if (!observed.decides()) {
      contradicted = true;
      lookAgain();
      return null;
    }
    contradicted = false;
    if (state.mayBePausedByMigration() && seen == GuestState.PAUSED) {
      context
          .getLog()
          .warn(
              "instance {}: the pause that was to end its migration came late; it is let go on",
              state.id());
      return new InstanceEvent.OperationBegan(OperationKind.UNPAUSE, environment.now(context));
    }
    VmState found = OperationEnd.found(seen);
    if (found != null && found != VmState.STOPPED && state.vmState() != VmState.STOPPED) {
      context
          .getLog()
          .warn(
              "instance {}: it should be {}, but on {} it is {}; it is recorded as that",
              state.id(),
              state.vmState().label(),
              state.host(),
              found.label());
      return new InstanceEvent.FoundAs(found, seen.powerState());
    }
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

  private static boolean contradicts(InstanceState state, GuestState seen) {
    VmState found = OperationEnd.found(seen);
    return switch (state.vmState()) {
      case ACTIVE, PAUSED, SUSPENDED -> found != null && found != state.vmState();
      case STOPPED -> seen == GuestState.RUNNING;
      case BUILDING, DELETED, ERROR -> false;
    };
  }

  /** Hints that come meanwhile neither hasten nor delay it. */
  private void lookAgain() {
    if (!timers.isTimerActive(Tick.OBSERVE)) {
      timers.startSingleTimer(Tick.OBSERVE, Tick.OBSERVE, environment.settings().confirmDelay());
    }
  }
}
