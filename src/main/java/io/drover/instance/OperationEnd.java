package io.drover.instance;

import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.migration.CleanUp;
import io.drover.migration.Leftover;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.VmState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** In which states an operation leaves its instance. Pure. */
final class OperationEnd {

  private OperationEnd() {}

  /**
   * The end of the operation that {@code state} is in.
   *
   * @param guest what the host said since the guest was changed last; null when it could not be
   *     asked
   * @param leftovers what could not be released
   */
  static InstanceEvent.OperationEnded of(
      InstanceState state,
      Operation operation,
      @Nullable GuestEvidence guest,
      List<Leftover> leftovers,
      Instant now) {
    GuestState seen = guest == null ? null : guest.state();
    Reason fault = operation.failing();
    boolean unsettled = fault != null && seen == null && mayBeThere(state, operation);
    VmState vmState =
        fault == null ? afterSuccess(operation.kind()) : afterFailure(state, operation, seen);
    boolean claimed =
        switch (operation.kind()) {
          case DELETE -> fault != null && state.claimed();
          case BOOT -> fault == null || seen != GuestState.ABSENT || holds(leftovers);
          case START,
              STOP,
              SOFT_REBOOT,
              HARD_REBOOT,
              PAUSE,
              UNPAUSE,
              SUSPEND,
              RESUME,
              LIVE_MIGRATE ->
              state.claimed() && fault != Reason.NO_CAPACITY;
        };
    return new InstanceEvent.OperationEnded(
        vmState, power(state, operation, seen), fault, claimed, unsettled, leftovers, now);
  }

  private static boolean holds(List<Leftover> leftovers) {
    return leftovers.stream().anyMatch(left -> left.kind() == CleanUp.Kind.RELEASE_CLAIM);
  }

  /** Whether there may be a guest; there is none as long as nobody tried to make it. */
  static boolean mayBeThere(InstanceState state, Operation operation) {
    return state.vmState() != VmState.BUILDING || operation.creating();
  }

  private static PowerState power(
      InstanceState state, Operation operation, @Nullable GuestState seen) {
    boolean gone =
        operation.failing() == null
            && (operation.kind() == OperationKind.STOP || operation.kind() == OperationKind.DELETE);
    if (seen != null) {
      return seen.powerState();
    }
    return gone ? PowerState.SHUTDOWN : state.powerState();
  }

  /** What the operation is for. */
  static VmState afterSuccess(OperationKind kind) {
    return switch (kind) {
      case BOOT, START, SOFT_REBOOT, HARD_REBOOT, UNPAUSE, RESUME, LIVE_MIGRATE -> VmState.ACTIVE;
      case PAUSE -> VmState.PAUSED;
      case SUSPEND -> VmState.SUSPENDED;
      case STOP -> VmState.STOPPED;
      case DELETE -> VmState.DELETED;
    };
  }

  /**
   * A guest that runs, or could be let go on, is never called broken because something around it
   * went wrong, and neither is one of which nothing is known. An instance that is known never to
   * have come up is not left as if it were still being built.
   */
  private static VmState afterFailure(
      InstanceState state, Operation operation, @Nullable GuestState seen) {
    VmState found = seen == null ? null : found(seen);
    if (found == VmState.ACTIVE) {
      return VmState.ACTIVE;
    } else if (state.vmState() == VmState.BUILDING) {
      return seen == null && mayBeThere(state, operation) ? VmState.BUILDING : VmState.ERROR;
    } else if (found == VmState.PAUSED || found == VmState.SUSPENDED) {
      return found;
    } else if (seen == null) {
      return state.vmState();
    }
    return switch (operation.kind()) {
      case START, STOP, PAUSE, UNPAUSE, SUSPEND, RESUME ->
          seen.over() ? VmState.STOPPED : state.vmState();
      case DELETE ->
          seen.over() && state.vmState() != VmState.ERROR ? VmState.STOPPED : state.vmState();
      case BOOT, SOFT_REBOOT, HARD_REBOOT, LIVE_MIGRATE -> VmState.ERROR;
    };
  }

  /** What an instance is whose guest was found like this; null when that does not tell. */
  static @Nullable VmState found(GuestState seen) {
    return switch (seen) {
      case RUNNING -> VmState.ACTIVE;
      case PAUSED -> VmState.PAUSED;
      case SUSPENDED -> VmState.SUSPENDED;
      case ABSENT, SHUTOFF, CRASHED -> VmState.STOPPED;
      case STARTING, INCOMING, HANDED_OVER, POST_COPY_BROKEN -> null;
    };
  }
}
