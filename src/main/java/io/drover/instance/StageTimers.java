package io.drover.instance;

import io.drover.instance.InstanceActor.Command;
import io.drover.instance.InstanceSignal.Tick;
import java.time.Duration;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Which stage an operation is in, and the timers that belong to it. */
final class StageTimers {
  private final TimerScheduler<Command> timers;
  private final InstanceSettings settings;
  private OperationStage stage = OperationStage.IDLE;
  private boolean due;

  StageTimers(TimerScheduler<Command> timers, InstanceSettings settings) {
    this.timers = timers;
    this.settings = settings;
  }

  OperationStage stage() {
    return stage;
  }

  /** An operation is taken up: its guest is asked for regularly. */
  void begin() {
    clear();
    enter(OperationStage.LOOKING);
    timers.startTimerAtFixedRate(Tick.POLL, Tick.POLL, settings.pollInterval());
  }

  /** No stage, no timer. */
  void clear() {
    stage = OperationStage.IDLE;
    due = false;
    timers.cancel(Tick.POLL);
    timers.cancel(Tick.STAGE_DEADLINE);
    timers.cancel(Tick.REPEAT_SHUTDOWN);
  }

  /** The deadline of a stage runs from when it is entered, and again once it has passed. */
  void enter(OperationStage next) {
    enter(next, Duration.ZERO);
  }

  /** {@code spent}: how much of its deadline has passed already, before a restart. */
  void enter(OperationStage next, Duration spent) {
    if (next == stage && due) {
      return;
    }
    stage = next;
    due = false;
    timers.cancel(Tick.STAGE_DEADLINE);
    Duration deadline = next.deadline(settings);
    if (!deadline.isZero()) {
      startDeadline(deadline, spent);
    }
  }

  /** A host that does not answer is asked again with the next poll, but not for ever. */
  void waitForEvidence() {
    if (!timers.isTimerActive(Tick.STAGE_DEADLINE)) {
      stage = OperationStage.IDLE;
      enter(OperationStage.LOOKING);
    }
  }

  /**
   * A guest that was asked to shut down is asked again, but not for ever; {@code spent}: how long
   * it has had before a restart.
   */
  void waitForShutdown(Operation operation, Duration spent) {
    if (!timers.isTimerActive(Tick.STAGE_DEADLINE)) {
      startDeadline(
          operation.kind() == OperationKind.STOP
              ? settings.shutdownTimeout()
              : settings.softRebootTimeout(),
          spent);
    }
    if (!timers.isTimerActive(Tick.REPEAT_SHUTDOWN)) {
      timers.startSingleTimer(
          Tick.REPEAT_SHUTDOWN, Tick.REPEAT_SHUTDOWN, settings.shutdownRepeat());
    }
  }

  private void startDeadline(Duration deadline, Duration spent) {
    due = true;
    Duration left = deadline.minus(spent);
    timers.startSingleTimer(
        Tick.STAGE_DEADLINE, Tick.STAGE_DEADLINE, left.isNegative() ? Duration.ZERO : left);
  }

  /**
   * Whether a tick means that this stage took too long; one that was set aside while the instance
   * wrote or started again may be of an earlier stage.
   */
  boolean deadlinePassed() {
    boolean passed = due && !timers.isTimerActive(Tick.STAGE_DEADLINE);
    due = due && !passed;
    return passed;
  }
}
