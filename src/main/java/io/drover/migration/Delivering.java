package io.drover.migration;

import io.drover.migration.MigrationActor.Command;
import io.drover.migration.MigrationActor.Tick;
import io.drover.model.HookKind;
import io.drover.model.HookState;
import io.drover.model.Notice;
import io.drover.runtime.Mandate;
import io.drover.runtime.Stages;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/**
 * Runs the hook that the outcome chose, until it succeeds or has had its number of calls. The
 * instance is idle by now and the slots are given back: a hook holds up nothing but itself. What is
 * not called for want of a mandate is no call.
 */
final class Delivering extends Phase {
  private static final String DISPATCHER = "drover.hook-dispatcher";

  private final Executor executor;
  private final Mandate mandate;
  private final HookKind kind;
  private int calls;
  private boolean reported;

  Delivering(MigrationTools tools, MigrationRecord record) {
    super(tools, record);
    executor =
        getContext().getSystem().dispatchers().lookup(DispatcherSelector.fromConfig(DISPATCHER));
    mandate = Mandate.get(getContext().getSystem());
    Outcome outcome = record.outcome();
    if (outcome == null) {
      throw new IllegalStateException("no hook without an outcome: " + record);
    }
    kind = outcome.hook();
    call();
  }

  @Override
  public Receive<Command> createReceive() {
    return receive()
        .onMessage(MigrationActor.HookEnded.class, this::onHookEnded)
        .onMessageEquals(Tick.HOOK_DEADLINE, this::onDeadline)
        .onMessageEquals(Tick.HOOK_AGAIN, this::onCallAgain)
        .onAnyMessage(late -> this)
        .build();
  }

  @Override
  protected Behavior<Command> onRecord(MigrationRecord before) {
    return MigrationActor.phaseOf(tools, record);
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
      tools
          .timers()
          .startSingleTimer(Tick.HOOK_AGAIN, Tick.HOOK_AGAIN, tools.settings().hookBackoff());
      return;
    }
    int current = ++calls;
    publish(HookState.PENDING, "");
    tools
        .timers()
        .startSingleTimer(Tick.HOOK_DEADLINE, Tick.HOOK_DEADLINE, tools.settings().hookTimeout());
    CompletionStage<?> run =
        CompletableFuture.supplyAsync(() -> run(hooks), executor).thenCompose(stage -> stage);
    getContext()
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

  private Behavior<Command> onHookEnded(MigrationActor.HookEnded ended) {
    if (reported) {
      return this;
    } else if (ended.failure() == null) {
      return delivered();
    } else if (ended.call() == calls && tools.timers().isTimerActive(Tick.HOOK_DEADLINE)) {
      failed(message(ended.failure()));
    }
    return this;
  }

  private Behavior<Command> onDeadline() {
    failed("it did not end within " + tools.settings().hookTimeout().toMillis() + " ms");
    return this;
  }

  private Behavior<Command> delivered() {
    reported = true;
    tools.timers().cancelAll();
    publish(HookState.DELIVERED, "");
    tools.record(new MigrationEvent.HookDelivered(record.id(), calls));
    return this;
  }

  private void failed(String why) {
    tools.timers().cancel(Tick.HOOK_DEADLINE);
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

  private Behavior<Command> onCallAgain() {
    call();
    return this;
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
