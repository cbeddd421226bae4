package io.drover.instance;

import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * What an operation has to do next, from its record, from what this process did so far and from
 * what the host says of the guest. Pure. All that it asks for can be repeated, so an operation that
 * is taken up after a crash simply asks again.
 */
final class OperationPlan {

  /** What to do next. */
  enum Act {
    CLAIM,
    CONNECT_VOLUMES,
    PLUG_VIFS,
    CREATE,
    PRESS_POWER_BUTTON,
    PAUSE,
    UNPAUSE,
    SAVE,
    RESTORE,
    DESTROY,
    UNPLUG_VIFS,
    DISCONNECT_VOLUMES,
    RELEASE_CLAIM,
    /** Nothing until the next poll. */
    WAIT_FOR_SHUTDOWN,
    /** Nothing until the next poll. */
    WAIT_FOR_RUNNING,
    /** Nothing until the next poll: the guest is in no state for what is to be done. */
    WAIT_FOR_GUEST,
    /** The guest that was created, or was there, is not there. */
    GUEST_VANISHED,
    /** It is over. */
    END;

    /** Whether the guest may be another one, or in another state, once this was tried. */
    boolean changesGuest() {
      return switch (this) {
        case CREATE, PRESS_POWER_BUTTON, PAUSE, UNPAUSE, SAVE, RESTORE, DESTROY -> true;
        case CLAIM,
            CONNECT_VOLUMES,
            PLUG_VIFS,
            UNPLUG_VIFS,
            DISCONNECT_VOLUMES,
            RELEASE_CLAIM,
            WAIT_FOR_SHUTDOWN,
            WAIT_FOR_RUNNING,
            WAIT_FOR_GUEST,
            GUEST_VANISHED,
            END ->
            false;
      };
    }
  }

  /** What this process has done for the operation so far; nothing after a restart. */
  record Progress(Set<Act> made, boolean shutdownGivenUp) {

    static final Progress NONE = new Progress(Set.of(), false);

    boolean has(Act act) {
      return made.contains(act);
    }

    Progress after(Act act) {
      return with(act, true);
    }

    Progress pressAgain() {
      return with(Act.PRESS_POWER_BUTTON, false);
    }

    Progress giveUpShutdown() {
      return new Progress(made, true);
    }

    private Progress with(Act act, boolean done) {
      Set<Act> changed = EnumSet.noneOf(Act.class);
      changed.addAll(made);
      if (done) {
        changed.add(act);
      } else {
        changed.remove(act);
      }
      return new Progress(Collections.unmodifiableSet(changed), shutdownGivenUp);
    }
  }

  private OperationPlan() {}

  /** The next act. */
  static Act next(
      Operation operation,
      Progress progress,
      GuestEvidence guest,
      boolean hasVifs,
      boolean hasVolumes) {
    if (operation.failing() != null) {
      return undo(operation, progress, guest, hasVifs, hasVolumes);
    }
    return switch (operation.kind()) {
      case BOOT, START -> bringUp(progress, guest, hasVifs, hasVolumes);
      case SOFT_REBOOT, HARD_REBOOT -> reboot(operation, progress, guest, hasVifs, hasVolumes);
      case STOP -> stop(progress, guest, hasVifs, hasVolumes);
      case DELETE -> delete(progress, guest, hasVifs, hasVolumes);
      case PAUSE, UNPAUSE, SUSPEND, RESUME -> change(operation.kind(), progress, guest.state());
      case LIVE_MIGRATE ->
          throw new IllegalStateException("a migration is carried out by its own actor");
    };
  }

  private static Act bringUp(
      Progress progress, GuestEvidence guest, boolean hasVifs, boolean hasVolumes) {
    GuestState state = guest.state();
    if (state == GuestState.RUNNING) {
      return Act.END;
    } else if (!state.over()) {
      return Act.WAIT_FOR_RUNNING;
    } else if (progress.has(Act.CREATE)) {
      return Act.GUEST_VANISHED;
    } else if (state != GuestState.ABSENT) {
      return Act.DESTROY;
    } else if (!progress.has(Act.CLAIM)) {
      return Act.CLAIM;
    } else if (hasVolumes && !progress.has(Act.CONNECT_VOLUMES)) {
      return Act.CONNECT_VOLUMES;
    } else if (hasVifs && !progress.has(Act.PLUG_VIFS)) {
      return Act.PLUG_VIFS;
    }
    return Act.CREATE;
  }

  private static Act reboot(
      Operation operation,
      Progress progress,
      GuestEvidence guest,
      boolean hasVifs,
      boolean hasVolumes) {
    if (guest.state() == GuestState.SUSPENDED && operation.hard()) {
      return Act.DESTROY;
    }
    boolean still =
        !guest.state().over()
            && operation.before() != null
            && Objects.equals(operation.before(), guest.incarnation());
    if (!still) {
      return bringUp(progress, guest, hasVifs, hasVolumes);
    } else if (operation.hard()) {
      return Act.DESTROY;
    }
    return progress.has(Act.PRESS_POWER_BUTTON) ? Act.WAIT_FOR_SHUTDOWN : Act.PRESS_POWER_BUTTON;
  }

  private static Act stop(
      Progress progress, GuestEvidence guest, boolean hasVifs, boolean hasVolumes) {
    if (guest.state() == GuestState.ABSENT) {
      return release(progress, hasVifs, hasVolumes);
    } else if (guest.state().over() || progress.shutdownGivenUp()) {
      return Act.DESTROY;
    }
    return progress.has(Act.PRESS_POWER_BUTTON) ? Act.WAIT_FOR_SHUTDOWN : Act.PRESS_POWER_BUTTON;
  }

  /**
   * A guest that is as it should be already is left so, whoever made it so, and a call that was
   * answered is not repeated.
   */
  private static Act change(OperationKind kind, Progress progress, GuestState state) {
    if (state.over()) {
      return Act.GUEST_VANISHED;
    }
    Act act = change(kind, state);
    return progress.has(act) ? Act.WAIT_FOR_GUEST : act;
  }

  private static Act change(OperationKind kind, GuestState state) {
    return switch (kind) {
      case PAUSE ->
          switch (state) {
            case PAUSED -> Act.END;
            case RUNNING -> Act.PAUSE;
            default -> Act.WAIT_FOR_GUEST;
          };
      case UNPAUSE ->
          switch (state) {
            case RUNNING -> Act.END;
            case PAUSED -> Act.UNPAUSE;
            default -> Act.WAIT_FOR_GUEST;
          };
      case SUSPEND ->
          switch (state) {
            case SUSPENDED -> Act.END;
            case RUNNING, PAUSED -> Act.SAVE;
            default -> Act.WAIT_FOR_GUEST;
          };
      case RESUME ->
          switch (state) {
            case RUNNING -> Act.END;
            case PAUSED -> Act.UNPAUSE;
            case SUSPENDED -> Act.RESTORE;
            default -> Act.WAIT_FOR_RUNNING;
          };
      default -> throw new IllegalArgumentException("no change of a guest's state: " + kind);
    };
  }

  private static Act delete(
      Progress progress, GuestEvidence guest, boolean hasVifs, boolean hasVolumes) {
    if (guest.state() != GuestState.ABSENT) {
      return Act.DESTROY;
    }
    Act release = release(progress, hasVifs, hasVolumes);
    return release == Act.END && !progress.has(Act.RELEASE_CLAIM) ? Act.RELEASE_CLAIM : release;
  }

  private static Act undo(
      Operation operation,
      Progress progress,
      GuestEvidence guest,
      boolean hasVifs,
      boolean hasVolumes) {
    GuestState state = guest.state();
    return switch (operation.kind()) {
      case BOOT -> delete(progress, guest, hasVifs, hasVolumes);
      case START ->
          state == GuestState.ABSENT ? release(progress, hasVifs, hasVolumes) : Act.DESTROY;
      case SOFT_REBOOT, HARD_REBOOT, STOP, PAUSE, UNPAUSE, SUSPEND, RESUME, DELETE -> {
        if (state == GuestState.ABSENT) {
          yield release(progress, hasVifs, hasVolumes);
        }
        yield state.over() ? Act.DESTROY : Act.END;
      }
      case LIVE_MIGRATE -> Act.END;
    };
  }

  private static Act release(Progress progress, boolean hasVifs, boolean hasVolumes) {
    if (hasVifs && !progress.has(Act.UNPLUG_VIFS)) {
      return Act.UNPLUG_VIFS;
    }
    return hasVolumes && !progress.has(Act.DISCONNECT_VOLUMES) ? Act.DISCONNECT_VOLUMES : Act.END;
  }
}
