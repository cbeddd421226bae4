package io.drover.instance;

import io.drover.host.CallResult;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.Incarnation;
import io.drover.instance.InstanceActor.Command;
import io.drover.instance.OperationPlan.Act;
import io.drover.instance.OperationPlan.Progress;
import io.drover.migration.Leftover;
import io.drover.model.Reason;
import io.drover.model.TaskState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the operation that an instance is in: looks, asks {@link OperationPlan} what follows,
 * does it, looks again. Used by the instance's actor in its thread; what has to be recorded it
 * hands back as an event.
 *
 * <p>The wait for a guest is Nova's reboot loop: a timer at a fixed rate asks for the power state
 * until the guest is running. Unlike Nova's there is never more than one question under way, ticks
 * that come late are dropped, and every stage has a deadline.
 */
final class OperationRunner {

  private final ActorContext<Command> context;
  private final InstanceEnvironment environment;
  private final OperationCalls calls;
  private final StageTimers stages;
  private Progress progress = Progress.NONE;
  private int step;
  private boolean looking;
  private boolean outdated;
  private boolean unseen;
  private boolean stale;
  private boolean lastLook;
  private boolean resumed;
  private final Map<Act, String> failures = new EnumMap<>(Act.class);
  private @Nullable Act acting;
  private int actingStep;
  private CallResult creation = CallResult.DONE;
  private @Nullable CallResult unchanged;
  private @Nullable GuestEvidence guest;

  OperationRunner(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      InstanceEnvironment environment) {
    this.context = context;
    this.environment = environment;
    this.stages = new StageTimers(timers, environment.settings());
    this.calls =
        new OperationCalls(
            context, environment, InstanceSignal.Looked::new, InstanceSignal.Acted::new);
  }

  /**
   * Takes up the operation of this state, from its beginning or wherever it is. One that waits for
   * the end of a migration is begun again then.
   */
  void begin(InstanceState state) {
    step++;
    progress = Progress.NONE;
    guest = null;
    looking = false;
    outdated = false;
    unseen = false;
    stale = false;
    lastLook = false;
    failures.clear();
    calls.cancel();
    stages.clear();
    creation = CallResult.DONE;
    unchanged = null;
    resumed = false;
    if (state.activeMigration().isPresent()) {
      return;
    }
    stages.begin();
    look(state);
  }

  /** Takes up an operation that was begun before the journal was read: its deadlines go on. */
  void resume(InstanceState state) {
    begin(state);
    resumed = true;
  }

  /** The journal was read again: no child is left, so nothing more is heard of a plugging. */
  void forgetChildren() {
    if (acting == Act.PLUG_VIFS) {
      acting = null;
    }
  }

  private InstanceSettings settings() {
    return environment.settings();
  }

  /** The operation is over. */
  void finish() {
    step++;
    progress = Progress.NONE;
    stages.clear();
  }

  /** Whether the claim is being released, or was, though the record still has it. */
  boolean releasesClaim() {
    return acting == Act.RELEASE_CLAIM || progress.has(Act.RELEASE_CLAIM);
  }

  // Looking.

  /** One question at a time; none while something is being done, or while it is migrated. */
  void look(InstanceState state) {
    if (state.operation() == null
        || looking
        || (acting != null && !lastLook)
        || state.activeMigration().isPresent()) {
      return;
    }
    looking = true;
    calls.look(state, step);
  }

  /** The host answered: the event that follows, or null. */
  @Nullable InstanceEvent onLooked(InstanceState state, InstanceSignal.Looked looked) {
    Operation operation = state.operation();
    if (looked.step() != step || operation == null) {
      return null;
    }
    looking = false;
    if (outdated) {
      outdated = false;
      look(state);
      return null;
    }
    guest = looked.sighting().evidence();
    unseen = guest == null;
    stale = mayChange(guest);
    if (lastLook) {
      return end(state, operation);
    } else if (guest == null) {
      stages.waitForEvidence();
      return null;
    }
    boolean first =
        operation.reboot()
            && operation.before() == null
            && operation.failing() == null
            && state.taskState() == operation.kind().taskState();
    if (first && !guest.state().over() && guest.incarnation() != null) {
      return new InstanceEvent.IncarnationSeen(guest.incarnation());
    }
    return goOn(state, operation, guest);
  }

  /** Which operation, or resumption of one, this is: what belongs to another is of no interest. */
  int step() {
    return step;
  }

  /** An event of the operation was recorded: the event that follows, or null. */
  @Nullable InstanceEvent onProceed(InstanceState state, InstanceSignal.Proceed proceed) {
    Operation operation = state.operation();
    GuestEvidence evidence = guest;
    if (operation == null || proceed.step() != step || acting != null) {
      return null;
    } else if (evidence == null || stale) {
      look(state);
      return null;
    }
    return goOn(state, operation, evidence);
  }

  private @Nullable InstanceEvent goOn(
      InstanceState state, Operation operation, GuestEvidence evidence) {
    Act act =
        OperationPlan.next(
            operation,
            progress,
            evidence,
            state.spec().vifs() > 0,
            !environment.volumes(state).isEmpty());
    TaskState task = OperationStage.taskOf(operation, act, state.taskState());
    if (task != state.taskState()) {
      return new InstanceEvent.TaskChanged(task);
    }
    boolean startedBefore = resumed && act == Act.WAIT_FOR_RUNNING;
    stages.enter(
        OperationStage.of(act), startedBefore ? sinceStart(operation, evidence) : Duration.ZERO);
    return act(state, operation, act);
  }

  // Deadlines.

  /** How long the operation has gone on, if it was begun before the journal was read. */
  private Duration sinceBegin(Operation operation) {
    return resumed
        ? Duration.between(operation.beganAt(), environment.now(context))
        : Duration.ZERO;
  }

  /** How long its guest has had to come up; a host whose clock is wrong cannot make it longer. */
  private Duration sinceStart(Operation operation, GuestEvidence evidence) {
    Incarnation started = evidence.incarnation();
    if (started == null) {
      return Duration.ZERO;
    }
    Duration since = Duration.between(started.startedAt(), environment.now(context));
    Duration most = sinceBegin(operation);
    return since.compareTo(most) > 0 ? most : since.isNegative() ? Duration.ZERO : since;
  }

  /** The stage took too long: the event that follows, or null. */
  @Nullable InstanceEvent onStageDeadline(InstanceState state) {
    Operation operation = state.operation();
    if (operation == null || !stages.deadlinePassed()) {
      return null;
    }
    OperationStage stage = stages.stage();
    if (stage == OperationStage.SHUTTING_DOWN) {
      return shutdownTookTooLong(state, operation);
    } else if (operation.failing() != null || stage == OperationStage.RELEASING) {
      context
          .getLog()
          .warn(
              "instance {}: its {} is given up while it was {} on {}",
              state.id(),
              operation.kind().label(),
              stage,
              state.host());
      return giveUp(state, operation);
    }
    // Only a guest that was to be started is ended whatever it is by now.
    stale |= operation.kind() != OperationKind.BOOT && operation.kind() != OperationKind.START;
    return stage == OperationStage.LOOKING || unseen
        ? new InstanceEvent.OperationFailed(
            Reason.HOST_LOST, state.host() + " could not be asked about it in time")
        : new InstanceEvent.OperationFailed(Reason.TIMEOUT, stage.tookTooLong());
  }

  /** Whether a call that still goes on may make it another guest; what is over stays so. */
  private boolean mayChange(@Nullable GuestEvidence evidence) {
    boolean ending = acting == Act.DESTROY && evidence != null && evidence.state().over();
    return acting != null && acting.changesGuest() && !ending;
  }

  /** What the guest is now is asked once more, if it was not seen since it was changed. */
  private @Nullable InstanceEvent giveUp(InstanceState state, Operation operation) {
    if (!looking && !stale && guest != null) {
      return end(state, operation);
    }
    lastLook = true;
    look(state);
    return null;
  }

  private @Nullable InstanceEvent shutdownTookTooLong(InstanceState state, Operation operation) {
    if (operation.kind() == OperationKind.STOP) {
      context
          .getLog()
          .warn(
              "instance {}: it did not shut down within {} s, so it is switched off",
              state.id(),
              settings().shutdownTimeout().toSeconds());
      progress = progress.giveUpShutdown();
      look(state);
      return null;
    }
    return new InstanceEvent.RebootEscalated(
        "it did not shut down within %d s".formatted(settings().softRebootTimeout().toSeconds()));
  }

  /** A guest that is asked to stop is asked again. */
  void onRepeatShutdown(InstanceState state) {
    progress = progress.pressAgain();
    look(state);
  }

  // Acting.

  private @Nullable InstanceEvent act(InstanceState state, Operation operation, Act act) {
    switch (act) {
      case END -> {
        return end(state, operation);
      }
      case GUEST_VANISHED -> {
        return creation.done()
            ? new InstanceEvent.OperationFailed(
                Reason.GUEST_GONE, "the guest is not there any more")
            : failed(hostOr(creation, Reason.HYPERVISOR), creation);
      }
      case WAIT_FOR_RUNNING, WAIT_FOR_GUEST -> {}
      case PAUSE, UNPAUSE, SAVE, RESTORE -> {
        CallResult failed = unchanged;
        if (failed != null) {
          return failed(hostOr(failed, Reason.HYPERVISOR), failed);
        }
        make(state, act);
      }
      case WAIT_FOR_SHUTDOWN -> stages.waitForShutdown(operation, sinceBegin(operation));
      case PRESS_POWER_BUTTON -> {
        stages.waitForShutdown(operation, sinceBegin(operation));
        make(state, act);
      }
      case CLAIM,
          CONNECT_VOLUMES,
          PLUG_VIFS,
          CREATE,
          DESTROY,
          UNPLUG_VIFS,
          DISCONNECT_VOLUMES,
          RELEASE_CLAIM ->
          make(state, act);
    }
    return null;
  }

  /** What was seen, or asked, before a guest is changed says nothing of what comes after. */
  private void make(InstanceState state, Act act) {
    stale = stale || act.changesGuest();
    acting = act;
    actingStep = step;
    outdated = looking;
    calls.make(state, act, step);
  }

  private InstanceEvent end(InstanceState state, Operation operation) {
    boolean nothingMade = creation.outcome() == CallResult.Outcome.NOT_DONE;
    Operation ended = nothingMade ? operation.creating(false) : operation;
    boolean hostLost = unseen && operation.failing() == Reason.TIMEOUT;
    GuestEvidence seen = stale ? null : guest;
    List<Leftover> leftovers =
        Leftovers.of(
            state,
            ended,
            seen == null ? null : seen.state(),
            progress::has,
            !environment.volumes(state).isEmpty(),
            act -> failures.getOrDefault(act, "it could not be done in time"));
    return OperationEnd.of(
        state,
        hostLost ? ended.fail(Reason.HOST_LOST) : ended,
        seen,
        leftovers,
        environment.now(context));
  }

  // What an act came to.

  /** An act ended: the event that follows, or null. */
  @Nullable InstanceEvent onActed(InstanceState state, InstanceSignal.Acted acted) {
    if (acted.act() != acting || acted.step() != actingStep) {
      return null;
    }
    acting = null;
    Operation operation = state.operation();
    if (acted.step() != step || operation == null) {
      look(state);
      return null;
    }
    CallResult result = acted.result();
    stale = stale && result.outcome() != CallResult.Outcome.NOT_DONE;
    failures.put(acted.act(), result.message());
    switch (acted.act()) {
      case CLAIM -> {
        return result.done()
            ? next(state, operation, acted.act())
            : failed(Reason.NO_CAPACITY, result);
      }
      case CONNECT_VOLUMES -> {
        return result.done()
            ? next(state, operation, acted.act())
            : failed(hostOr(result, Reason.VOLUME), result);
      }
      case PLUG_VIFS -> {
        return result.done()
            ? next(state, operation, acted.act())
            : failed(hostOr(result, Reason.VIF_PLUG), result);
      }
      case UNPLUG_VIFS, DISCONNECT_VOLUMES, RELEASE_CLAIM -> {
        if (result.failure() == CallResult.Failure.FENCED) {
          return giveUp(state, operation);
        }
        return result.released() ? next(state, operation, acted.act()) : null;
      }
      case CREATE -> {
        return created(state, result);
      }
      case PRESS_POWER_BUTTON -> {
        return powerButton(state, operation, result);
      }
      case PAUSE, UNPAUSE, SAVE, RESTORE -> {
        // What it came to is what the guest is now; a call that changed nothing is not repeated.
        unchanged = result.done() ? null : result;
        progress = result.done() ? progress.after(acted.act()) : progress;
        look(state);
        return null;
      }
      case DESTROY -> {
        if (result.released()) {
          look(state);
        }
        return null;
      }
      case WAIT_FOR_RUNNING, WAIT_FOR_GUEST, WAIT_FOR_SHUTDOWN, GUEST_VANISHED, END ->
          throw new IllegalStateException("nothing was done for " + acted.act());
    }
    return null;
  }

  private @Nullable InstanceEvent next(InstanceState state, Operation operation, Act act) {
    progress = progress.after(act);
    return guest == null ? null : goOn(state, operation, guest);
  }

  /** Whether the guest is there is settled by looking, unless it is certain that it is not. */
  private @Nullable InstanceEvent created(InstanceState state, CallResult result) {
    boolean certainlyNot =
        result.outcome() == CallResult.Outcome.NOT_DONE
            && result.failure() != CallResult.Failure.ALREADY_EXISTS;
    creation = result;
    if (certainlyNot) {
      return failed(hostOr(result, Reason.HYPERVISOR), result);
    }
    if (!result.done()) {
      context
          .getLog()
          .warn(
              "instance {}: whether it was started on {} is not known: {}",
              state.id(),
              state.host(),
              result.message());
    }
    progress = progress.after(Act.CREATE);
    look(state);
    return null;
  }

  private @Nullable InstanceEvent powerButton(
      InstanceState state, Operation operation, CallResult result) {
    progress = progress.after(Act.PRESS_POWER_BUTTON);
    boolean refused = !result.done() && result.failure() != CallResult.Failure.TIMEOUT;
    if (refused && operation.kind() == OperationKind.SOFT_REBOOT) {
      return result.failure() == CallResult.Failure.NOT_FOUND
          ? null
          : new InstanceEvent.RebootEscalated(result.message());
    }
    look(state);
    return null;
  }

  private static Reason hostOr(CallResult result, Reason otherwise) {
    return result.hostLost() ? Reason.HOST_LOST : otherwise;
  }

  private static InstanceEvent failed(Reason reason, CallResult result) {
    return new InstanceEvent.OperationFailed(reason, result.message());
  }
}
