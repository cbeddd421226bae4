package io.drover.instance;

import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.VmState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** In which states an operation leaves its instance. Pure. */
final class OperationEnd {

  private OperationEnd() {}

  /**
   * The end of the operation that {@code state} is in.
   *
   * @param guest what the host said last; null when it could not be asked
   */
  static InstanceEvent.OperationEnded of(
      InstanceState state, Operation operation, @Nullable GuestEvidence guest, Instant now) {
    GuestState seen = guest == null ? null : guest.state();
    PowerState power = seen == null ? state.powerState() : seen.powerState();
    Reason fault = operation.failing();
    VmState vmState =
        fault == null ? afterSuccess(operation) : afterFailure(state, operation, seen);
    boolean claimed =
        switch (operation.kind()) {
          case DELETE -> fault != null && state.claimed();
          case BOOT -> fault == null || seen != GuestState.ABSENT;
          case START, STOP, SOFT_REBOOT, HARD_REBOOT, LIVE_MIGRATE ->
              state.claimed() && fault != Reason.NO_CAPACITY;
        };
    return new InstanceEvent.OperationEnded(vmState, power, fault, claimed, now);
  }

  private static VmState afterSuccess(Operation operation) {
    return switch (operation.kind()) {
      case BOOT, START, SOFT_REBOOT, HARD_REBOOT, LIVE_MIGRATE -> VmState.ACTIVE;
      case STOP -> VmState.STOPPED;
      case DELETE -> VmState.DELETED;
    };
  }

  /**
   * A guest that runs is never called broken because something around it went wrong, and an
   * instance that never came up is not left as if it were still being built.
   */
  private static VmState afterFailure(
      InstanceState state, Operation operation, @Nullable GuestState seen) {
    if (seen == GuestState.RUNNING) {
      return VmState.ACTIVE;
    } else if (state.vmState() == VmState.BUILDING) {
      return VmState.ERROR;
    } else if (seen == null) {
      return state.vmState();
    }
    return switch (operation.kind()) {
      case START, STOP -> seen.over() ? VmState.STOPPED : state.vmState();
      case DELETE -> state.vmState();
      case BOOT, SOFT_REBOOT, HARD_REBOOT, LIVE_MIGRATE -> VmState.ERROR;
    };
  }
}
