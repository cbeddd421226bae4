package io.drover.host;

import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.HostFacts;
import io.drover.hypervisor.HypervisorEvent;
import io.drover.model.HostState;
import io.drover.model.Notice;
import io.drover.runtime.DroverClock;
import io.drover.runtime.Feed;
import io.drover.runtime.Stages;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SharedKillSwitch;
import org.jspecify.annotations.Nullable;

/**
 * Whether a host can be worked with: found out by connecting, by heartbeats, and by what calls to
 * it come to. A host that was lost is probed until it is back; one that is fenced is left alone
 * until that word is taken back. Used by the host's actor alone, in its thread.
 */
final class HostConnection {
  private static final String NOT_YET = "not yet connected";

  private final HostSpec spec;
  private final HostSettings settings;
  private final ActorContext<HostActor.Command> context;
  private final TimerScheduler<HostActor.Command> timers;
  private final HostCalls calls;
  private final ActorRef<HostReport> reports;
  private final Feed feed;
  private final Runnable settled;
  private final DroverClock clock;
  private final Materializer materializer;
  private HostState state = HostState.CONNECTING;
  private String why = NOT_YET;
  private String disabled = "";
  private boolean held;
  private @Nullable HostFacts facts;
  private @Nullable SharedKillSwitch listening;
  private Duration listeningSince = Duration.ZERO;
  private long attempt;
  private long lastCallBefore;
  private int missed;
  private Duration stuckProbeDelay;
  private @Nullable Duration nextWriteOff;

  /**
   * The connection of a host that has not been tried yet.
   *
   * @param reports is told what the host shows by itself
   * @param settled runs after each attempt to connect has ended, however it did
   */
  HostConnection(
      ActorContext<HostActor.Command> context,
      TimerScheduler<HostActor.Command> timers,
      HostSpec spec,
      HostSettings settings,
      HostCalls calls,
      ActorRef<HostReport> reports,
      Feed feed,
      Runnable settled) {
    this.context = context;
    this.timers = timers;
    this.spec = spec;
    this.settings = settings;
    this.calls = calls;
    this.reports = reports;
    this.feed = feed;
    this.settled = settled;
    this.stuckProbeDelay = settings.stuckProbeDelay();
    this.clock = DroverClock.get(context.getSystem());
    this.materializer = Materializer.createMaterializer(context);
  }

  HostState state() {
    return state;
  }

  boolean up() {
    return state == HostState.UP;
  }

  /** Why it is not up; empty when it is. */
  String why() {
    return why;
  }

  /** What the host said of itself when it was connected last; null before. */
  @Nullable HostFacts facts() {
    return facts;
  }

  /** Runs streams that end with the actor. */
  Materializer materializer() {
    return materializer;
  }

  /** The answer to a call that is not made because the host is not up. */
  CallResult notAsked() {
    return switch (state) {
      case DOWN -> CallResult.notDone(CallResult.Failure.HOST_DOWN, spec.name() + " is down");
      case FENCED ->
          CallResult.notDone(CallResult.Failure.FENCED, spec.name() + " is fenced: " + why);
      case CONNECTING, UP, UNREACHABLE, DISABLED ->
          CallResult.notDone(
              CallResult.Failure.UNREACHABLE, spec.name() + " cannot be reached: " + why);
    };
  }

  // What operators say.

  /** What is said of the host is known: connects, unless it is fenced. */
  void begin(HostMarks marks) {
    disabled = marks.disabled();
    if (marks.fences()) {
      fence(marks.fenced());
    } else {
      connect();
    }
  }

  /** It may be about to be fenced: it does not come up meanwhile. */
  void hold() {
    held = true;
    attempt++;
    timers.cancel(HostActor.Tick.PROBE);
  }

  /** It is not fenced after all. */
  void letGo() {
    if (held) {
      held = false;
      connect();
    }
  }

  /** Something else is said of the host from now on. */
  void follow(HostMarks before, HostMarks now) {
    held = false;
    disabled = now.disabled();
    if (now.fences()) {
      fence(now.fenced());
    } else if (before.fences()) {
      become(HostState.CONNECTING, NOT_YET);
      connect();
    }
    if (now.disables() && !now.disabled().equals(before.disabled())) {
      tell(HostState.DISABLED, disabled);
      context.getLog().info("host {} is disabled: {}", spec.name(), disabled);
    } else if (before.disables() && !now.disables()) {
      tell(state, why);
      context.getLog().info("host {} is enabled", spec.name());
    }
  }

  private void fence(String reason) {
    hold();
    held = false;
    if (state == HostState.FENCED) {
      why = reason;
      return;
    }
    fall(HostState.FENCED, reason);
    settled.run();
  }

  /** Connects, or connects anew; what an earlier attempt still comes to is of no interest. */
  void connect() {
    makeRoom();
    long current = ++attempt;
    calls.submit(
        HostCalls.Kind.PROBE,
        settings.connectTimeout(),
        () -> spec.hypervisor().connect(),
        (value, result) -> {
          if (current != attempt) {
            return;
          } else if (!(value instanceof HostFacts answer)) {
            lost(result);
          } else if (calls.stuck() >= settings.stuckCalls()) {
            lost(tooManyStuck());
          } else {
            connected(current, answer);
          }
        });
  }

  /** Probes that never return may hold threads for ever, and must not keep away a host for ever. */
  private void makeRoom() {
    if (!calls.probesStuck()) {
      return;
    }
    Duration now = clock.elapsed();
    Duration next = nextWriteOff;
    if (next == null) {
      nextWriteOff = now.plus(stuckProbeDelay);
    } else if (now.compareTo(next) >= 0) {
      calls.writeOffProbe();
      stuckProbeDelay = stuckProbeDelay.multipliedBy(2);
      nextWriteOff = null;
    }
  }

  private void connected(long current, HostFacts answer) {
    facts = answer;
    missed = 0;
    lastCallBefore = calls.lastNumber();
    calls.submit(
        HostCalls.Kind.PROBE,
        settings.infoTimeout(),
        () -> spec.hypervisor().list(),
        (value, result) -> {
          if (current != attempt) {
            return;
          } else if (value instanceof List<?> guests) {
            cameUp(guests.stream().map(GuestEvidence.class::cast).toList());
          } else {
            lost(result);
          }
        });
  }

  private void cameUp(List<GuestEvidence> guests) {
    timers.cancel(HostActor.Tick.PROBE);
    stuckProbeDelay = settings.stuckProbeDelay();
    nextWriteOff = null;
    become(HostState.UP, "");
    reports.tell(new HostReport.StateChanged(spec.name(), HostState.UP, guests));
    repeat(HostActor.Tick.HEARTBEAT, settings.heartbeatInterval());
    repeat(HostActor.Tick.SYNC, settings.syncInterval());
    repeat(HostActor.Tick.SCAN_DISKS, settings.diskScanInterval());
    listen();
    settled.run();
  }

  private void repeat(HostActor.Tick tick, Duration interval) {
    timers.startTimerWithFixedDelay(tick, tick, interval);
  }

  private void lost(CallResult result) {
    HostState lostAs =
        result.failure() == CallResult.Failure.HOST_DOWN ? HostState.DOWN : HostState.UNREACHABLE;
    if (state != lostAs) {
      fall(lostAs, result.message());
    }
    probeAfter(settings.probeInterval());
    settled.run();
  }

  private void fall(HostState as, String reason) {
    become(as, reason);
    timers.cancel(HostActor.Tick.HEARTBEAT);
    timers.cancel(HostActor.Tick.SYNC);
    timers.cancel(HostActor.Tick.SCAN_DISKS);
    stopListening();
    reports.tell(new HostReport.StateChanged(spec.name(), as, List.of()));
    calls.giveUp(notAsked());
  }

  private void become(HostState next, String reason) {
    state = next;
    why = reason;
    switch (next) {
      case UP -> {
        boolean usable = disabled.isEmpty();
        tell(usable ? next : HostState.DISABLED, disabled);
        context.getLog().info("host {} is up{}", spec.name(), usable ? "" : ", but disabled");
      }
      case CONNECTING -> {
        tell(next, reason);
        context.getLog().info("host {} is not fenced any more; it is connected to", spec.name());
      }
      case UNREACHABLE, DOWN, FENCED, DISABLED -> {
        tell(next, reason);
        context.getLog().warn("host {} is {}: {}", spec.name(), next.label(), reason);
      }
    }
  }

  private void tell(HostState as, String reason) {
    feed.publish(new Notice.HostChanged(clock.now(), spec.name(), as, reason));
  }

  private void probeAfter(Duration delay) {
    timers.startSingleTimer(HostActor.Tick.PROBE, HostActor.Tick.PROBE, delay);
  }

  /** A call has ended; one that was made on an earlier connection says nothing of this one. */
  void onCallEnded(long number, CallResult result) {
    if (up() && result.hostLost() && number > lastCallBefore) {
      lost(result);
    }
  }

  /** The deadline of a call has passed. */
  void onDeadlinePassed() {
    if (up() && calls.stuck() >= settings.stuckCalls()) {
      lost(tooManyStuck());
    }
  }

  private CallResult tooManyStuck() {
    return CallResult.unknown(
        CallResult.Failure.UNREACHABLE, calls.stuck() + " calls to it have not returned");
  }

  /** Time for a sign of life. */
  void onHeartbeat() {
    calls.submit(
        HostCalls.Kind.PROBE,
        settings.infoTimeout(),
        () -> spec.hypervisor().ping(),
        (value, result) -> {
          missed = result.done() ? 0 : missed + 1;
          if (up() && missed >= settings.heartbeatMisses()) {
            lost(
                CallResult.unknown(
                    CallResult.Failure.UNREACHABLE,
                    "it missed %d heartbeats; %s".formatted(missed, result.message())));
          }
        });
  }

  // Events.

  private void listen() {
    stopListening();
    SharedKillSwitch current = KillSwitches.shared("events of " + spec.name());
    listening = current;
    listeningSince = clock.elapsed();
    ActorRef<HostActor.Command> self = context.getSelf();
    events(current, self)
        .whenComplete((done, failure) -> self.tell(new HostActor.EventsEnded(current)));
  }

  private CompletionStage<Done> events(
      SharedKillSwitch current, ActorRef<HostActor.Command> listener) {
    try {
      return Stages.direct(
          spec.hypervisor()
              .events()
              .via(current.flow())
              .runForeach(
                  event -> listener.tell(new HostActor.Heard(current, event)), materializer));
    } catch (RuntimeException thrown) {
      return CompletableFuture.failedStage(thrown);
    }
  }

  private void stopListening() {
    SharedKillSwitch former = listening;
    listening = null;
    if (former != null) {
      former.shutdown();
    }
  }

  /** The host said that something happened. */
  void onHeard(HostActor.Heard heard) {
    if (heard.from() == listening
        && heard.event() instanceof HypervisorEvent.GuestChanged changed) {
      reports.tell(new HostReport.GuestHint(spec.name(), changed.id()));
    }
  }

  /** The connection may be gone: connects anew, but not more often than a lost host is probed. */
  void onEventsEnded(HostActor.EventsEnded ended) {
    if (ended.from() != listening || !up()) {
      return;
    }
    Duration wait = settings.probeInterval().minus(clock.elapsed().minus(listeningSince));
    if (wait.isNegative() || wait.isZero()) {
      connect();
    } else {
      probeAfter(wait);
    }
  }

  /** The actor ends, or begins anew with another connection. */
  void close() {
    stopListening();
    materializer.shutdown();
  }
}
