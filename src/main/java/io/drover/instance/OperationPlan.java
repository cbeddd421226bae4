package io.drover.instance;

import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import java.util.Objects;

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
    DESTROY,
    UNPLUG_VIFS,
    DISCONNECT_VOLUMES,
    RELEASE_CLAIM,
    /** Nothing until the next poll. */
    WAIT_FOR_SHUTDOWN,
    /** Nothing until the next poll. */
    WAIT_FOR_RUNNING,
    /** The guest that was created is not there. */
    GUEST_VANISHED,
    /** It is over. */
    END
  }

  /** What this process has done for the operation so far; nothing after a restart. */
  record Progress(
      boolean claimed,
      boolean volumes,
      boolean vifs,
      boolean created,
      boolean powerButton,
      boolean shutdownGivenUp,
      boolean vifsGone,
      boolean volumesGone,
      boolean claimGone) {

    static final Progress NONE =
        new Progress(false, false, false, false, false, false, false, false, false);

    Progress after(Act act) {
      return new Progress(
          claimed || act == Act.CLAIM,
          volumes || act == Act.CONNECT_VOLUMES,
          vifs || act == Act.PLUG_VIFS,
          created || act == Act.CREATE,
          powerButton || act == Act.PRESS_POWER_BUTTON,
          shutdownGivenUp,
          vifsGone || act == Act.UNPLUG_VIFS,
          volumesGone || act == Act.DISCONNECT_VOLUMES,
          claimGone || act == Act.RELEASE_CLAIM);
    }

    Progress pressAgain() {
      return new Progress(
          claimed,
          volumes,
          vifs,
          created,
          false,
          shutdownGivenUp,
          vifsGone,
          volumesGone,
          claimGone);
    }

    Progress giveUpShutdown() {
      return new Progress(
          claimed, volumes, vifs, created, powerButton, true, vifsGone, volumesGone, claimGone);
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
    } else if (progress.created()) {
      return Act.GUEST_VANISHED;
    } else if (state != GuestState.ABSENT) {
      return Act.DESTROY;
    } else if (!progress.claimed()) {
      return Act.CLAIM;
    } else if (hasVolumes && !progress.volumes()) {
      return Act.CONNECT_VOLUMES;
    } else if (hasVifs && !progress.vifs()) {
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
    boolean still =
        !guest.state().over()
            && operation.before() != null
            && Objects.equals(operation.before(), guest.incarnation());
    if (!still) {
      return bringUp(progress, guest, hasVifs, hasVolumes);
    } else if (operation.hard()) {
      return Act.DESTROY;
    }
    return progress.powerButton() ? Act.WAIT_FOR_SHUTDOWN : Act.PRESS_POWER_BUTTON;
  }

  private static Act stop(
      Progress progress, GuestEvidence guest, boolean hasVifs, boolean hasVolumes) {
    if (guest.state() == GuestState.ABSENT) {
      return release(progress, hasVifs, hasVolumes);
    } else if (guest.state().over() || progress.shutdownGivenUp()) {
      return Act.DESTROY;
    }
    return progress.powerButton() ? Act.WAIT_FOR_SHUTDOWN : Act.PRESS_POWER_BUTTON;
  }

  private static Act delete(
      Progress progress, GuestEvidence guest, boolean hasVifs, boolean hasVolumes) {
    if (guest.state() != GuestState.ABSENT) {
      return Act.DESTROY;
    }
    Act release = release(progress, hasVifs, hasVolumes);
    return release == Act.END && !progress.claimGone() ? Act.RELEASE_CLAIM : release;
  }

  private static Act undo(
      Operation operation,
      Progress progress,
      GuestEvidence guest,
      boolean hasVifs,
      boolean hasVolumes) {
    return switch (operation.kind()) {
      case BOOT -> delete(progress, guest, hasVifs, hasVolumes);
      case START ->
          guest.state() == GuestState.ABSENT ? release(progress, hasVifs, hasVolumes) : Act.DESTROY;
      case SOFT_REBOOT, HARD_REBOOT, STOP ->
          guest.state() == GuestState.ABSENT ? release(progress, hasVifs, hasVolumes) : Act.END;
      case DELETE, LIVE_MIGRATE -> Act.END;
    };
  }

  private static Act release(Progress progress, boolean hasVifs, boolean hasVolumes) {
    if (hasVifs && !progress.vifsGone()) {
      return Act.UNPLUG_VIFS;
    }
    return hasVolumes && !progress.volumesGone() ? Act.DISCONNECT_VOLUMES : Act.END;
  }
}
