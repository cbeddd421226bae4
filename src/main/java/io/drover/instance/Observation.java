package io.drover.instance;

import io.drover.host.HostReport;
import io.drover.hypervisor.GuestState;
import io.drover.instance.InstanceEvent.OperationBegan;
import io.drover.model.HostState;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.VmState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What follows for an idle instance from what its guest was seen to be. Pure. */
final class Observation {

  private Observation() {}

  /** Whether it is not what the record says, or says what the record leaves open. */
  static boolean isNews(InstanceState state, GuestState seen) {
    VmState found = OperationEnd.found(seen);
    if (state.unsettled() != null) {
      return found != null;
    }
    return switch (state.vmState()) {
      case ACTIVE, PAUSED, SUSPENDED -> found != null && found != state.vmState();
      case STOPPED -> seen == GuestState.RUNNING || remains(state, seen);
      case ERROR -> remains(state, seen) || cameUpLate(state, seen);
      case DELETED -> seen != GuestState.ABSENT && !Leftovers.hasGuest(state);
      case BUILDING -> false;
    };
  }

  /** Whether the record does not say what was seen, its power state included. */
  static boolean contradicts(InstanceState state, GuestState seen) {
    return isNews(state, seen)
        || (state.vmState() != VmState.DELETED && seen.powerState() != state.powerState());
  }

  /**
   * Whether what a host tells is a reason to look, for an instance that rests there. A host that
   * came up told of all guests that could be recognised.
   */
  static boolean wakes(InstanceState resting, HostReport report) {
    if (report instanceof HostReport.GuestSeen seen) {
      return seen.guest().jobActive() || contradicts(resting, seen.guest().state());
    } else if (report instanceof HostReport.StateChanged changed) {
      return changed.state() != HostState.UNREACHABLE
          && changed.guests().stream()
              .filter(guest -> guest.id().equals(resting.id()))
              .findFirst()
              .map(guest -> guest.jobActive() || contradicts(resting, guest.state()))
              .orElseGet(() -> contradicts(resting, GuestState.ABSENT));
    }
    return true;
  }

  /** Whether a guest is still there, off or crashed, that was to be ended. */
  private static boolean remains(InstanceState state, GuestState seen) {
    return seen.over() && seen != GuestState.ABSENT && !Leftovers.hasGuest(state);
  }

  /**
   * Whether a guest is there that was known not to be when it was given up: what it needs was
   * released by then.
   */
  private static boolean cameUpLate(InstanceState state, GuestState seen) {
    boolean givenUp = !state.claimed() || state.powerState() == PowerState.SHUTDOWN;
    return givenUp && !seen.over() && !Leftovers.hasGuest(state);
  }

  /** Whether another look is needed to learn what an operation left: the guest may be coming up. */
  static boolean isOpen(InstanceState state, GuestState seen) {
    return state.unsettled() != null && OperationEnd.found(seen) == null;
  }

  /** What news that was confirmed leads to. */
  static List<InstanceEvent> follow(
      InstanceState state, GuestState seen, boolean hasVolumes, Instant now) {
    VmState found = OperationEnd.found(seen);
    OperationKind unsettled = state.unsettled();
    if (state.vmState() == VmState.DELETED) {
      return List.of(new InstanceEvent.LeftBehind(Leftovers.found(state, seen, hasVolumes)));
    } else if (unsettled == null && state.vmState() == VmState.ERROR && cameUpLate(state, seen)) {
      return leftBehind(state, seen, hasVolumes);
    } else if (found == null) {
      return List.of();
    } else if (unsettled != null) {
      return found == VmState.STOPPED
          ? undo(state, unsettled, now)
          : List.of(
              new InstanceEvent.Settled(
                  found, seen.powerState(), faultOf(state, unsettled, found)));
    } else if (remains(state, seen)
        && (state.vmState() == VmState.STOPPED || state.vmState() == VmState.ERROR)) {
      return leftBehind(state, seen, hasVolumes);
    } else if (state.mayBePausedByMigration() && seen == GuestState.PAUSED) {
      return List.of(new OperationBegan(OperationKind.UNPAUSE, now));
    } else if (found == VmState.STOPPED || state.vmState() == VmState.STOPPED) {
      return List.of(new OperationBegan(OperationKind.STOP, now));
    }
    return List.of(new InstanceEvent.FoundAs(found, seen.powerState()));
  }

  private static List<InstanceEvent> leftBehind(
      InstanceState state, GuestState seen, boolean hasVolumes) {
    return List.of(
        new InstanceEvent.LeftBehind(Leftovers.found(state, seen, hasVolumes)),
        new InstanceEvent.PowerStateSeen(seen.powerState()));
  }

  /** There is no guest: what was made for it is released, as if that had been seen at once. */
  private static List<InstanceEvent> undo(
      InstanceState state, OperationKind unsettled, Instant now) {
    if (unsettled == OperationKind.STOP) {
      return List.of(new OperationBegan(OperationKind.STOP, now));
    }
    OperationKind kind = state.vmState() == VmState.BUILDING ? OperationKind.BOOT : unsettled;
    Reason fault = state.fault() == null ? Reason.HOST_LOST : state.fault();
    return List.of(
        new OperationBegan(kind, now),
        new InstanceEvent.OperationFailed(
            fault, "its host can be asked again, and the guest is not there"));
  }

  /** One that did what it is for has not failed; whether a guest was rebooted cannot be seen. */
  private static @Nullable Reason faultOf(
      InstanceState state, OperationKind unsettled, VmState found) {
    boolean reboot =
        unsettled == OperationKind.SOFT_REBOOT || unsettled == OperationKind.HARD_REBOOT;
    return !reboot && OperationEnd.afterSuccess(unsettled) == found ? null : state.fault();
  }
}
