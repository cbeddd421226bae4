package io.drover.hypervisor.simulated;

import io.drover.command.ProcessExecutionException;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.model.InstanceId;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where all calls to all hosts arrive. A call takes effect when it is made and is answered after
 * its latency, unless the host or a fault has other plans for it.
 */
final class CallDesk {
  private static final int EXIT_CODE = 1;

  private final Monitor monitor;
  private final FaultPlan faults;
  private final Consumer<Request> arrivals;
  private final Set<Object> dead = Collections.newSetFromMap(new IdentityHashMap<>());

  /** A desk that tells of every call before it takes effect. */
  CallDesk(Monitor monitor, FaultPlan faults, Consumer<Request> arrivals) {
    this.monitor = monitor;
    this.faults = faults;
    this.arrivals = arrivals;
  }

  /** A call from one caller to one host about some instances, with the latency of its answer. */
  record Request(
      Object caller, Host host, Call call, Collection<InstanceId> about, Duration latency) {}

  /** A call that is over when it has taken effect. */
  <T> CompletionStage<T> make(Request request, Supplier<T> effect) {
    return makeLong(request, reply -> reply.succeed(effect.get()));
  }

  /** A call whose effect goes on, and which is told when that is over. */
  <T> CompletionStage<T> makeLong(Request request, Consumer<Reply<T>> effect) {
    return monitor.call(
        () -> {
          PendingCall<T> pending =
              new PendingCall<>(monitor, request.host(), request.caller(), request.latency());
          request.host().count(request.call());
          arrivals.accept(request);
          arrive(request, pending, effect);
          return pending.stage();
        });
  }

  /** The host lost its power: what was under way there is cut off. */
  void cutOff(Host host) {
    HypervisorException why =
        new HypervisorException(
            Kind.UNREACHABLE, "the connection to %s broke".formatted(host.name()));
    List.copyOf(host.calls()).stream()
        .filter(call -> !call.lost())
        .forEach(call -> call.interrupt(why));
  }

  /** The host became unreachable: no answer of it arrives any more. */
  void loseAnswers(Host host) {
    List.copyOf(host.calls()).forEach(PendingCall::lose);
  }

  /** The host can be reached again: the calls that were lost are known to be lost. */
  void giveUpLost(Host host) {
    HypervisorException why =
        new HypervisorException(
            Kind.UNREACHABLE, "%s was unreachable, its answer is lost".formatted(host.name()));
    List.copyOf(host.calls()).stream()
        .filter(PendingCall::lost)
        .forEach(call -> call.interrupt(why));
  }

  /** A caller closed its connection: it hears nothing more of what it asked for. */
  void abandon(Host host, Object caller) {
    HypervisorException why =
        new HypervisorException(Kind.UNREACHABLE, "the connection was closed");
    List.copyOf(host.calls()).stream()
        .filter(call -> call.caller() == caller)
        .forEach(call -> call.interrupt(why));
  }

  /** A caller died: a call of it that has had no effect yet has none. */
  void died(Object caller) {
    dead.add(caller);
  }

  private <T> void arrive(Request request, PendingCall<T> pending, Consumer<Reply<T>> effect) {
    String host = request.host().name();
    if (faults.afflicts(host, FaultKind.UNREACHABLE)) {
      pending.lose();
    } else if (faults.afflicts(host, FaultKind.DOWN)) {
      pending.fail(new HypervisorException(Kind.HOST_DOWN, host + " is off"));
    } else {
      faults
          .strike(request.call(), host, request.about())
          .ifPresentOrElse(
              struck -> strike(struck, request, pending, effect), () -> act(pending, effect));
    }
  }

  private <T> void strike(
      FaultPlan.Struck struck, Request request, PendingCall<T> pending, Consumer<Reply<T>> effect) {
    switch (struck.fault().kind()) {
      case ERROR -> pending.fail(failed(request, "injected fault"));
      case HANG -> struck.entry().whenHealed(() -> pending.fail(failed(request, "it hung")));
      case SLOW -> monitor.after(struck.fault().delay(), lateAct(request, pending, effect));
      case LOST_ANSWER -> {
        act(Reply.unheard(), effect);
        pending.fail(failed(request, "its answer was lost"));
      }
      case REJECTED, GUEST_CRASH, GUEST_STUCK, DOWN, UNREACHABLE, PARTITION ->
          throw new IllegalStateException("no fault of a call: " + struck.fault());
    }
  }

  /** What is done of a slow call when its time has come: nothing, if its host lost power before. */
  private <T> Runnable lateAct(Request request, PendingCall<T> pending, Consumer<Reply<T>> effect) {
    Host host = request.host();
    int powerLosses = host.powerLosses();
    return () -> {
      if (host.powerLosses() == powerLosses && !dead.contains(request.caller())) {
        act(pending, effect);
      }
    };
  }

  private static <T> void act(Reply<T> reply, Consumer<Reply<T>> effect) {
    try {
      effect.accept(reply);
    } catch (HypervisorException refused) {
      reply.fail(refused);
    }
  }

  private static RuntimeException failed(Request request, String why) {
    return request.call().runsCommand()
        ? new ProcessExecutionException(request.call().label(), EXIT_CODE, why)
        : new HypervisorException(
            Kind.FAILED,
            "%s on %s failed: %s".formatted(request.call().label(), request.host().name(), why));
  }
}
