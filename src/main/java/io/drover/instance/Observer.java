package io.drover.instance;

import io.drover.host.HostReport;
import io.drover.host.Sighting;
import io.drover.hypervisor.GuestState;
import io.drover.instance.InstanceActor.Command;
import io.drover.instance.InstanceSignal.Tick;
import io.drover.model.HostState;
import io.drover.model.VmState;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Keeps the record of an idle instance true, as Nova's power-state sync does: when its host tells
 * something, or an operation did not end well, the instance looks, until its host has answered or
 * is reported lost, and believes what contradicts its record when a second look says the same. A
 * guest that is gone is recorded as stopped, and what it held is released; one that runs though it
 * was stopped is stopped again; one that somebody else, or a call that came late, paused, saved or
 * let go on is recorded as what it is; but an active one that a migration paused to come to its end
 * is let go on. A migration that was given up, and goes on or has moved the guest after all, is
 * carried on. An operation that ended unsettled is settled. What is left of the guest of a stopped
 * or failed instance, or of a deleted one, is left over.
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
    if (report.host().equals(state.host())
        ? concerns(state, report)
        : LateMigration.destinations(state).contains(report.host()) && isThere(report)) {
      look(state, false);
    }
  }

  private static boolean concerns(InstanceState state, HostReport report) {
    if (report instanceof HostReport.GuestSeen seen) {
      return seen.guest().jobActive() || Observation.contradicts(state, seen.guest().state());
    } else if (report instanceof HostReport.StateChanged changed) {
      return changed.state() != HostState.UNREACHABLE
          && (state.vmState() != VmState.DELETED
              || changed.guests().stream().anyMatch(guest -> guest.id().equals(state.id())));
    }
    return true;
  }

  /** Whether a guest may be where a migration that was given up was to bring it. */
  private static boolean isThere(HostReport report) {
    return report instanceof HostReport.GuestSeen seen
        ? !seen.guest().state().over()
        : !(report instanceof HostReport.StateChanged changed)
            || changed.state() != HostState.UNREACHABLE;
  }

  /**
   * An operation has ended, or the journal was read: look, if the record may not be true. What the
   * host told while the operation went on was not listened to.
   */
  void onIdle(InstanceState state) {
    boolean open = state.fault() != null || state.unsettled() != null;
    if (open && state.vmState() != VmState.DELETED) {
      look(state, false);
    }
  }

  /** What was left over is gone, or not: the guest may be another than was seen. */
  void onSwept(InstanceState state) {
    if (state.vmState() != VmState.DELETED) {
      look(state, false);
    }
  }

  /** It is time to look again. */
  void onTick(InstanceState state) {
    look(state, contradicted);
  }

  /** Asks the host; {@code decides}: whether this is the second look. */
  private void look(InstanceState state, boolean decides) {
    if (!state.idle() || !state.created()) {
      contradicted = false;
      return;
    }
    new Whereabouts(context, environment)
        .look(state, sighting -> new InstanceSignal.Observed(sighting, decides));
  }

  /** The host answered: the events that follow. */
  List<InstanceEvent> onObserved(InstanceState state, InstanceSignal.Observed observed) {
    Sighting sighting = observed.sighting();
    GuestState seen = sighting.state();
    List<String> others = LateMigration.destinations(state);
    boolean elsewhere = others.contains(sighting.host());
    if (!state.idle() || !(elsewhere || sighting.host().equals(state.host()))) {
      contradicted = false;
      return List.of();
    } else if (seen == null) {
      if (!sighting.hostLost()) {
        lookAgain(environment.settings().confirmDelay());
      }
      return List.of();
    }
    boolean late = elsewhere || (sighting.jobActive() && !others.isEmpty());
    if (!late && !Observation.isNews(state, seen)) {
      contradicted = false;
      timers.cancel(Tick.OBSERVE);
      if (Observation.isOpen(state, seen)) {
        lookAgain(environment.settings().pollInterval());
      }
      return Observation.contradicts(state, seen)
          ? List.of(new InstanceEvent.PowerStateSeen(seen.powerState()))
          : List.of();
    } else if (!observed.decides()) {
      contradicted = true;
      lookAgain(environment.settings().confirmDelay());
      return List.of();
    }
    contradicted = false;
    if (late) {
      return carryOn(state, elsewhere ? sighting.host() : others.get(0));
    }
    return follow(state, seen);
  }

  private List<InstanceEvent> carryOn(InstanceState state, String destination) {
    context
        .getLog()
        .warn(
            "instance {}: its migration to {}, which had been given up, goes on or has moved it after"
                + " all",
            state.id(),
            destination);
    return LateMigration.carryOn(state, destination, environment.now(context));
  }

  private List<InstanceEvent> follow(InstanceState state, GuestState seen) {
    List<InstanceEvent> events =
        Observation.follow(
            state, seen, !environment.volumes(state).isEmpty(), environment.now(context));
    if (!(events.get(0) instanceof InstanceEvent.LeftBehind)) {
      warn(state, seen, events);
    }
    return events;
  }

  private void warn(InstanceState state, GuestState seen, List<InstanceEvent> events) {
    OperationKind unsettled = state.unsettled();
    if (unsettled != null) {
      context
          .getLog()
          .warn(
              "instance {}: what became of its {} is known now: on {} it is {}",
              state.id(),
              unsettled.label(),
              state.host(),
              seen.powerState().label());
    } else if (events.get(0) instanceof InstanceEvent.OperationBegan began
        && began.kind() == OperationKind.UNPAUSE) {
      context
          .getLog()
          .warn(
              "instance {}: the pause that was to end its migration came late; it is let go on",
              state.id());
    } else {
      VmState found =
          events.get(0) instanceof InstanceEvent.FoundAs as ? as.vmState() : VmState.STOPPED;
      context
          .getLog()
          .warn(
              "instance {}: it should be {}, but on {} it is {}; it is recorded as {}",
              state.id(),
              state.vmState().label(),
              state.host(),
              seen.powerState().label(),
              found.label());
    }
  }

  /** Hints that come meanwhile neither hasten nor delay it. */
  private void lookAgain(Duration delay) {
    if (!timers.isTimerActive(Tick.OBSERVE)) {
      timers.startSingleTimer(Tick.OBSERVE, Tick.OBSERVE, delay);
    }
  }
}
