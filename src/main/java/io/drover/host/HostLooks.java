package io.drover.host;

import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.Hypervisor;
import io.drover.model.HostState;
import io.drover.model.InstanceId;
import io.drover.runtime.DroverClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Questions about guests: those that arrive within a few milliseconds are asked as one. Used by the
 * host's actor alone, in its thread.
 */
final class HostLooks {
  private final String host;
  private final Hypervisor hypervisor;
  private final HostSettings settings;
  private final HostCalls calls;
  private final HostConnection connection;
  private final TimerScheduler<HostActor.Command> timers;
  private final DroverClock clock;
  private final ActorRef<HostReport> reports;
  private final Map<InstanceId, List<ActorRef<Sighting>>> questions = new LinkedHashMap<>();

  HostLooks(
      HostSpec spec,
      HostSettings settings,
      HostCalls calls,
      HostConnection connection,
      TimerScheduler<HostActor.Command> timers,
      DroverClock clock,
      ActorRef<HostReport> reports) {
    this.host = spec.name();
    this.hypervisor = spec.hypervisor();
    this.settings = settings;
    this.calls = calls;
    this.connection = connection;
    this.timers = timers;
    this.clock = clock;
    this.reports = reports;
  }

  /** Somebody asks; without a connection the answer is there at once. */
  void ask(HostActor.Look look) {
    if (connection.state() == HostState.DOWN) {
      look.replyTo().tell(Sighting.hostDown(host, look.instance(), clock.now()));
    } else if (connection.state() == HostState.FENCED) {
      String why = connection.notAsked().message();
      look.replyTo().tell(Sighting.hostFenced(host, look.instance(), clock.now(), why));
    } else if (!connection.up()) {
      look.replyTo().tell(Sighting.hostLost(host, connection.why()));
    } else {
      questions.computeIfAbsent(look.instance(), ignored -> new ArrayList<>()).add(look.replyTo());
      if (!timers.isTimerActive(HostActor.Tick.ASK_NOW)) {
        timers.startSingleTimer(
            HostActor.Tick.ASK_NOW, HostActor.Tick.ASK_NOW, settings.bulkWindow());
      }
    }
  }

  /** The window is over: all questions are asked as one. */
  void askNow() {
    Map<InstanceId, List<ActorRef<Sighting>>> asked = new LinkedHashMap<>(questions);
    questions.clear();
    CallBudget.Answer answer =
        (value, result) ->
            asked.forEach(
                (id, askers) -> {
                  Sighting sighting = sighting(id, value, result);
                  askers.forEach(asker -> asker.tell(sighting));
                });
    if (connection.up()) {
      List<InstanceId> ids = List.copyOf(asked.keySet());
      calls.submit(
          HostCalls.Kind.CONTROL, settings.infoTimeout(), () -> hypervisor.look(ids), answer);
    } else {
      answer.accept(null, connection.notAsked());
    }
  }

  /**
   * Asks for all guests, and reports each of them. The answer may be older than what was recorded
   * meanwhile: it is a hint, like an event.
   *
   * @param claimed for whom something is claimed when the answer is there
   */
  void askAll(Supplier<List<InstanceId>> claimed) {
    calls.submit(
        HostCalls.Kind.CONTROL,
        settings.infoTimeout(),
        hypervisor::list,
        (value, result) -> {
          if (value instanceof List<?> answer) {
            report(answer.stream().map(GuestEvidence.class::cast).toList(), claimed.get());
          }
        });
  }

  private void report(List<GuestEvidence> guests, List<InstanceId> claimed) {
    Set<InstanceId> missing = new LinkedHashSet<>(claimed);
    for (GuestEvidence guest : guests) {
      missing.remove(guest.id());
      reports.tell(new HostReport.GuestSeen(host, guest));
    }
    missing.forEach(
        id -> reports.tell(new HostReport.GuestSeen(host, GuestEvidence.absent(id, clock.now()))));
  }

  /** The actor ends or begins anew: what was not asked yet will not be. */
  void close() {
    questions.values().stream()
        .flatMap(List::stream)
        .forEach(
            asker -> asker.tell(Sighting.none(host, "the actor of " + host + " ended meanwhile")));
    questions.clear();
  }

  private Sighting sighting(InstanceId id, @Nullable Object value, CallResult result) {
    if (value instanceof Map<?, ?> evidence && evidence.get(id) instanceof GuestEvidence guest) {
      return Sighting.of(host, guest);
    } else if (result.failure() == CallResult.Failure.HOST_DOWN) {
      return Sighting.hostDown(host, id, clock.now());
    } else if (result.failure() == CallResult.Failure.FENCED) {
      return Sighting.hostFenced(host, id, clock.now(), result.message());
    }
    if (result.hostLost()) {
      return Sighting.hostLost(host, result.message());
    }
    return Sighting.none(
        host, result.done() ? "%s said nothing of %s".formatted(host, id) : result.message());
  }
}
