package io.drover.instance;

import io.drover.host.CallResult;
import io.drover.host.HostReport;
import io.drover.host.Sighting;
import io.drover.hypervisor.GuestState;
import io.drover.instance.InstanceActor.Command;
import io.drover.instance.InstanceSignal.Tick;
import io.drover.instance.OperationPlan.Act;
import io.drover.migration.Leftover;
import io.drover.model.HostState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Tries again what the operations of an instance left over on its host, whenever that host can be
 * asked and the instance is idle, until nothing is left. Used by the instance's actor in its
 * thread; what has to be recorded it hands back as an event.
 */
final class LeftoverSweep {
  private static final int LONGEST = 100;

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final InstanceEnvironment environment;
  private final OperationCalls calls;
  private final Deque<Leftover> open = new ArrayDeque<>();
  private final List<Leftover> remaining = new ArrayList<>();
  private Duration pause;
  private int number;

  LeftoverSweep(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      InstanceEnvironment environment) {
    this.context = context;
    this.timers = timers;
    this.environment = environment;
    this.calls =
        new OperationCalls(
            context, environment, InstanceSignal.SweepLooked::new, InstanceSignal.SweepActed::new);
    this.pause = environment.settings().sweepInterval();
  }

  /** Whether a call has not ended yet: nothing else may be done to the host meanwhile. */
  boolean underWay() {
    return !open.isEmpty();
  }

  /** Whether the claim is being released, though the record still has it. */
  boolean releasesClaim() {
    return open.stream().anyMatch(left -> Leftovers.act(left.kind()) == Act.RELEASE_CLAIM);
  }

  /** The journal was read again: nothing more may be heard of a call that was under way. */
  void forget() {
    number++;
    open.clear();
  }

  /** Something may be left over: tried again after a while. */
  void later(InstanceState state) {
    pause = environment.settings().sweepInterval();
    againLater(state);
  }

  private void againLater(InstanceState state) {
    if (!state.leftovers().isEmpty() && !timers.isTimerActive(Tick.SWEEP)) {
      timers.startSingleTimer(Tick.SWEEP, Tick.SWEEP, pause);
      Duration longest = environment.settings().sweepInterval().multipliedBy(LONGEST);
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(longest) > 0 ? longest : doubled;
    }
  }

  /** A host that can be worked with again is tried again at once. */
  void onReport(InstanceState state, HostReport report) {
    if (report instanceof HostReport.StateChanged changed
        && changed.state() != HostState.UNREACHABLE
        && changed.state() != HostState.FENCED
        && changed.host().equals(state.host())) {
      pause = environment.settings().sweepInterval();
      now(state);
    }
  }

  /** Tries again now: first, what is the guest? */
  void now(InstanceState state) {
    if (!state.leftovers().isEmpty() && !underWay()) {
      calls.look(state, ++number);
    }
  }

  /** The host answered: the event that follows, or null. {@code busy}: a request is checked. */
  @Nullable InstanceEvent onLooked(
      InstanceState state, boolean busy, InstanceSignal.SweepLooked looked) {
    if (looked.number() != number || underWay()) {
      return null;
    }
    Sighting sighting = looked.sighting();
    GuestState guest = sighting.hostFenced() ? null : sighting.state();
    if (guest == null || busy || !state.idle() || !sighting.host().equals(state.host())) {
      againLater(state);
      return null;
    } else if (!guest.over() && !Leftovers.unwanted(state)) {
      // What there is belongs to the guest again.
      return state.leftovers().isEmpty() ? null : new InstanceEvent.LeftoversSwept(List.of());
    }
    remaining.clear();
    open.addAll(Leftovers.withGuest(state, guest));
    return next(state);
  }

  private @Nullable InstanceEvent next(InstanceState state) {
    number++;
    Leftover leftover = open.peek();
    if (leftover != null) {
      calls.make(state, Leftovers.act(leftover.kind()), number);
      return null;
    } else if (remaining.equals(state.leftovers())) {
      againLater(state);
      return null;
    }
    return new InstanceEvent.LeftoversSwept(remaining);
  }

  /** A call ended: the event that follows, or null. */
  @Nullable InstanceEvent onActed(InstanceState state, InstanceSignal.SweepActed acted) {
    if (acted.number() != number || open.isEmpty()) {
      return null;
    }
    Leftover leftover = open.remove();
    CallResult result = acted.result();
    if (result.released()) {
      context
          .getLog()
          .info(
              "instance {}: what was left over on {} is cleaned up: {}",
              state.id(),
              leftover.host(),
              leftover.sentence());
    } else {
      remaining.add(new Leftover(leftover.kind(), leftover.host(), result.message()));
      if (Leftovers.act(leftover.kind()) == Act.DESTROY) {
        // A guest that is there keeps what it holds.
        remaining.addAll(open);
        open.clear();
      }
    }
    return next(state);
  }
}
