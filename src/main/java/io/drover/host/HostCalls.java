package io.drover.host;

import io.drover.runtime.Mandate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The calls that a host's actor has under way: budgets, deadlines, and what their ends mean. Used
 * by that actor alone, in its thread.
 */
final class HostCalls {

  /** Which budget a call counts against. */
  enum Kind {
    /** Short calls. */
    CONTROL,
    /** Calls that last as long as a migration. */
    BULK,
    /** Opening and probing the connection; never held up by the others. */
    PROBE,
    /** Summing up the disks, which can take long on sick storage and holds up nothing else. */
    SCAN
  }

  private static final int PROBES = 3;
  private static final int SCANS = 1;

  private final String host;
  private final ActorContext<HostActor.Command> context;
  private final TimerScheduler<HostActor.Command> timers;
  private final Mandate mandate;
  private final CallBudget control;
  private final CallBudget bulk;
  private final CallBudget probe = new CallBudget(PROBES);
  private final CallBudget scan = new CallBudget(SCANS);
  private long lastNumber;

  HostCalls(
      HostSpec spec,
      HostSettings settings,
      ActorContext<HostActor.Command> context,
      TimerScheduler<HostActor.Command> timers) {
    this.host = spec.name();
    this.context = context;
    this.timers = timers;
    this.mandate = Mandate.get(context.getSystem());
    spec.hypervisor().guard(mandate::check);
    spec.vifPlugger().guard(mandate::check);
    spec.volumes().guard(mandate::check);
    this.control = new CallBudget(settings.controlCalls());
    this.bulk = new CallBudget(settings.bulkCalls());
  }

  /** Makes a call as soon as its budget allows; {@code answer} is told its end, exactly once. */
  void submit(
      Kind kind,
      Duration timeout,
      Supplier<? extends CompletionStage<?>> start,
      CallBudget.Answer answer) {
    submit(kind, null, timeout, start, answer);
  }

  /** The same, after all calls of this lane whose answers are still waited for. */
  void submit(
      Kind kind,
      @Nullable Object lane,
      Duration timeout,
      Supplier<? extends CompletionStage<?>> start,
      CallBudget.Answer answer) {
    long number = ++lastNumber;
    budget(kind).add(new CallBudget.Call(number, lane, timeout, start, answer));
    if (!timeout.isZero()) {
      timers.startSingleTimer(number, new HostActor.DeadlinePassed(number), timeout);
    }
    startWhatFits(budget(kind));
  }

  /** Whether no probe can be made because none of those that were made has returned. */
  boolean probesStuck() {
    return probe.stuck() >= PROBES;
  }

  /** Makes room for one more probe, as if the oldest that is stuck had returned. */
  void writeOffProbe() {
    probe.writeOff();
  }

  /** The number of the latest call. */
  long lastNumber() {
    return lastNumber;
  }

  /**
   * A call returned. The result says whether the host was lost with it; when it was not, {@link
   * #startWhatFits()} is to follow.
   */
  CallResult returned(HostActor.Returned returned) {
    timers.cancel(returned.number());
    Throwable failure = returned.failure();
    CallResult result = failure == null ? CallResult.DONE : CallResult.of(failure);
    budgets().forEach(budget -> budget.returned(returned.number(), returned.value(), result));
    return result;
  }

  /** A deadline passed: nobody waits for that call any more. */
  void deadlinePassed(HostActor.DeadlinePassed passed) {
    for (CallBudget budget : budgets()) {
      budget.withdraw(passed.number()).ifPresent(call -> call.answer().accept(null, notMade()));
      budget
          .abandon(passed.number())
          .ifPresent(call -> call.answer().accept(null, noAnswer(call.timeout())));
    }
  }

  /** Takes back a long call that waits for its turn; false when it was made. */
  boolean withdraw(long number, CallResult instead) {
    Optional<CallBudget.Call> withdrawn = bulk.withdraw(number);
    withdrawn.ifPresent(call -> call.answer().accept(null, instead));
    return withdrawn.isPresent();
  }

  /** The host is lost: what was not made yet is not made, what has no deadline is given up. */
  void giveUp(CallResult reason) {
    Stream.concat(control.withdrawAll().stream(), bulk.withdrawAll().stream())
        .forEach(
            call -> {
              timers.cancel(call.number());
              call.answer().accept(null, reason);
            });
    bulk.abandonUnbounded()
        .forEach(
            call ->
                call.answer()
                    .accept(
                        null,
                        CallResult.unknown(CallResult.Failure.UNREACHABLE, reason.message())));
  }

  /**
   * The actor ends or begins anew: what others asked for is answered now, as what was made comes to
   * an end that nobody hears of.
   */
  void close() {
    for (CallBudget budget : List.of(control, bulk)) {
      budget
          .withdrawAll()
          .forEach(
              call ->
                  call.answer()
                      .accept(null, CallResult.notDone(CallResult.Failure.ERROR, ended())));
      budget
          .abandonAll()
          .forEach(
              call ->
                  call.answer()
                      .accept(null, CallResult.unknown(CallResult.Failure.TIMEOUT, ended())));
    }
  }

  private String ended() {
    return "the actor of " + host + " ended meanwhile";
  }

  /**
   * How many short calls have not returned though nobody waits for them any more. A long call that
   * was given up is none of them: it lasts as long as its migration.
   */
  int stuck() {
    return control.stuck();
  }

  private CallBudget budget(Kind kind) {
    return switch (kind) {
      case CONTROL -> control;
      case BULK -> bulk;
      case PROBE -> probe;
      case SCAN -> scan;
    };
  }

  private List<CallBudget> budgets() {
    return List.of(control, bulk, probe, scan);
  }

  /** Makes the calls that have become possible. */
  void startWhatFits() {
    budgets().forEach(this::startWhatFits);
  }

  private void startWhatFits(CallBudget budget) {
    for (var call = budget.next(); call.isPresent(); call = budget.next()) {
      start(call.get());
    }
  }

  private void start(CallBudget.Call call) {
    long number = call.number();
    context.pipeToSelf(
        stage(call.start()),
        (value, failure) -> new HostActor.Returned(this, number, value, failure));
  }

  /**
   * Every call to a host is made here, and none by a process whose place another may have taken; a
   * port that has calls wait asks again itself.
   */
  private CompletionStage<@Nullable Object> stage(Supplier<? extends CompletionStage<?>> start) {
    try {
      mandate.check();
      return start.get().thenApply(value -> value);
    } catch (RuntimeException thrown) {
      return CompletableFuture.failedStage(thrown);
    }
  }

  private CallResult notMade() {
    return CallResult.notDone(
        CallResult.Failure.TIMEOUT, host + " is too busy: the call was not made in time");
  }

  private CallResult noAnswer(Duration timeout) {
    return CallResult.unknown(
        CallResult.Failure.TIMEOUT,
        "%s gave no answer within %d ms".formatted(host, timeout.toMillis()));
  }
}
