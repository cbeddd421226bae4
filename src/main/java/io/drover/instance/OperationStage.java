package io.drover.instance;

import io.drover.instance.OperationPlan.Act;
import io.drover.model.TaskState;
import java.time.Duration;

/** Which part of an operation an act belongs to: its deadline, and what the task is called. */
enum OperationStage {
  IDLE,
  LOOKING,
  SHUTTING_DOWN,
  DESTROYING,
  PREPARING,
  /** A call that has a deadline of its own changes what the guest is. */
  CHANGING,
  /** The guest is waited for until it is in a state that can be changed. */
  WAITING,
  STARTING,
  RELEASING;

  static OperationStage of(Act act) {
    return switch (act) {
      case PRESS_POWER_BUTTON, WAIT_FOR_SHUTDOWN -> SHUTTING_DOWN;
      case DESTROY -> DESTROYING;
      case CLAIM, CONNECT_VOLUMES, PLUG_VIFS -> PREPARING;
      case PAUSE, UNPAUSE, SAVE, RESTORE -> CHANGING;
      case WAIT_FOR_GUEST -> WAITING;
      case CREATE, WAIT_FOR_RUNNING, GUEST_VANISHED -> STARTING;
      case UNPLUG_VIFS, DISCONNECT_VOLUMES, RELEASE_CLAIM, END -> RELEASING;
    };
  }

  /** How long it may take; zero: something else ends it. */
  Duration deadline(InstanceSettings settings) {
    return switch (this) {
      case IDLE, PREPARING, CHANGING, SHUTTING_DOWN -> Duration.ZERO;
      case STARTING -> settings.runningDeadline();
      case LOOKING, DESTROYING, WAITING, RELEASING -> settings.settleDeadline();
    };
  }

  /** Why an operation that spent too long here fails, as a sentence. */
  String tookTooLong() {
    return switch (this) {
      case STARTING -> "the guest did not come up in time";
      case WAITING -> "the guest was in no state for it in time";
      default -> "the guest could not be ended in time";
    };
  }

  /** What the instance's task is called when this act comes next. */
  static TaskState taskOf(Operation operation, Act act, TaskState now) {
    if (operation.failing() != null) {
      return now;
    } else if (operation.kind() == OperationKind.BOOT) {
      return switch (act) {
        case CONNECT_VOLUMES -> TaskState.BLOCK_DEVICE_MAPPING;
        case PLUG_VIFS -> TaskState.NETWORKING;
        case CREATE -> TaskState.SPAWNING;
        default -> now;
      };
    } else if (operation.reboot() && act != Act.END) {
      return operation.hard() ? TaskState.REBOOT_STARTED_HARD : TaskState.REBOOT_STARTED;
    }
    return now;
  }
}
