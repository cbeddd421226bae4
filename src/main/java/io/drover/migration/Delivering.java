package io.drover.migration;

import io.drover.migration.MigrationActor.Tick;
import io.drover.model.HookKind;
import io.drover.model.HookState;
import io.drover.model.Notice;
import io.drover.runtime.Mandate;
import io.drover.runtime.NoMandateException;
import io.drover.runtime.Stages;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.jspecify.annotations.Nullable;

/**
 * Runs the hook that the outcome chose, until it succeeds or has had its number of calls. The
 * instance is idle by now and the slots are given back: a hook holds up nothing but itself. What is
 * not called for want of a mandate is no call, nor is what the hooks postpone themselves. A part of
 * {@link Finishing}.
 */
final class Delivering {
  private static final String DISPATCHER = "drover.hook-dispatcher";

  private final MigrationTools tools;
  private final MigrationRecord record;
  private final Executor executor;
  private final Mandate mandate;
  private final HookKind kind;
  private int calls;
  private String postponed = "";
  private boolean reported;

  Delivering(MigrationTools tools, MigrationRecord record) {
    this.tools = tools;
    this.record = record;
    ActorSystem<?> system = tools.context().getSystem();
    executor = system.dispatchers().lookup(DispatcherSelector.fromConfig(DISPATCHER));
    mandate = Mandate.get(system);
    Outcome outcome = record.outcome();
    if (outcome == null) {
      throw new IllegalStateException("no hook without an outcome: " + record);
    }
    kind = outcome.hook();
  }

  void begin() {
    if (record.hookState() == HookState.PENDING) {
      call();
    }
  }

  private void call() {
    MigrationHooks hooks = tools.environment().hooks().get(record.hooks());
    if (hooks == null) {
      waitForRegistration();
      return;
    }
    Optional<String> refusal = mandate.refusal();
    if (refusal.isPresent()) {
      publish(HookState.PENDING, refusal.get());
      callAgainAfter(tools.settings().hookBackoff());
      return;
    }
    int current = ++calls;
    publish(HookState.PENDING, postponed);
    tools
        .timers()
        .startSingleTimer(Tick.HOOK_DEADLINE, Tick.HOOK_DEADLINE, tools.settings().hookTimeout());
    CompletionStage<?> run =
        CompletableFuture.supplyAsync(() -> run(hooks), executor).thenCompose(stage -> stage);
    tools
        .context()
        .pipeToSelf(
            run.thenApply(ignored -> current),
            (ignored, failure) -> new MigrationActor.HookEnded(current, failure));
  }

  /** A start with them calls it: what was promised is not lost by a name. */
  private void waitForRegistration() {
    tools
        .log()
        .warn(
            "instance {}: the {} hook of migration {} waits until hooks named '{}' are registered"
                + " again",
            record.instance(),
            kind.label(),
            record.id(),
            record.hooks());
    publish(HookState.PENDING, "no hooks named '" + record.hooks() + "' are registered");
  }

  private CompletionStage<?> run(MigrationHooks hooks) {
    mandate.check();
    CompletionStage<?> stage =
        kind == HookKind.POST ? hooks.post(record.view()) : hooks.recover(record.view());
    return Objects.requireNonNull(stage, "it returned null instead of a stage");
  }

  void onEnded(MigrationActor.HookEnded ended) {
    if (reported) {
      return;
    } else if (ended.failure() == null) {
      delivered();
    } else if (ended.call() == calls && tools.timers().isTimerActive(Tick.HOOK_DEADLINE)) {
      Throwable cause = Stages.cause(ended.failure());
      if (cause instanceof HookPostponedException || cause instanceof NoMandateException) {
        postpone(String.valueOf(cause.getMessage()));
      } else {
        failed(message(ended.failure()));
      }
    }
  }

  private void postpone(String why) {
    tools.timers().cancel(Tick.HOOK_DEADLINE);
    if (!postponed.equals(why)) {
      publish(HookState.PENDING, why);
    }
    postponed = why;
    calls--;
    callAgainAfter(tools.settings().hookBackoff());
  }

  void onDeadline() {
    failed("it did not end within " + tools.settings().hookTimeout().toMillis() + " ms");
  }

  private void delivered() {
    reported = true;
    tools.timers().cancel(Tick.HOOK_DEADLINE);
    tools.timers().cancel(Tick.HOOK_AGAIN);
    publish(HookState.DELIVERED, "");
    tools.record(new MigrationEvent.HookDelivered(record.id(), calls));
  }

  private void failed(String why) {
    tools.timers().cancel(Tick.HOOK_DEADLINE);
    postponed = "";
    if (calls >= tools.settings().hookAttempts()) {
      giveUp(why);
      return;
    }
    tools
        .log()
        .warn(
            "instance {}: call {} of {} of the {} hook of migration {} failed: {}",
            record.instance(),
            calls,
            tools.settings().hookAttempts(),
            kind.label(),
            record.id(),
            why);
    publish(HookState.PENDING, why);
    Duration pause = tools.settings().hookBackoff().multipliedBy(1L << Math.min(calls - 1, 10));
    callAgainAfter(pause);
  }

  private void callAgainAfter(Duration pause) {
    tools.timers().startSingleTimer(Tick.HOOK_AGAIN, Tick.HOOK_AGAIN, pause);
  }

  private void giveUp(String why) {
    reported = true;
    tools
        .log()
        .warn(
            "instance {}: the {} hook of migration {} is given up after {} calls: {}",
            record.instance(),
            kind.label(),
            record.id(),
            calls,
            why);
    publish(HookState.GIVEN_UP, why);
    tools.record(new MigrationEvent.HookGivenUp(record.id(), calls));
  }

  void onCallAgain() {
    call();
  }

  private void publish(HookState state, String error) {
    tools
        .environment()
        .feed()
        .publish(
            new Notice.HookProgress(
                tools.now(), record.instance(), record.id(), kind, state, calls, error));
  }

  private static String message(@Nullable Throwable failure) {
    Throwable cause = failure == null ? null : Stages.cause(failure);
    return cause == null || cause instanceof TimeoutException || cause.getMessage() == null
        ? String.valueOf(cause)
        : cause.getMessage();
  }
}
