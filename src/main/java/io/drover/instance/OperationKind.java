package io.drover.instance;

import io.drover.model.Labelled;
import io.drover.model.Refusal;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What can be done to an instance, in which states, and what it is called meanwhile: the one table
 * that both the refusals and the transitions follow. The states are Nova's.
 */
public enum OperationKind implements Labelled {
  BOOT("boot", TaskState.SCHEDULING, EnumSet.of(VmState.BUILDING), EnumSet.of(TaskState.NONE)),
  START("start", TaskState.POWERING_ON, EnumSet.of(VmState.STOPPED), EnumSet.of(TaskState.NONE)),
  STOP(
      "stop",
      TaskState.POWERING_OFF,
      EnumSet.of(VmState.ACTIVE, VmState.ERROR),
      EnumSet.of(TaskState.NONE)),
  SOFT_REBOOT(
      "soft reboot", TaskState.REBOOTING, EnumSet.of(VmState.ACTIVE), EnumSet.of(TaskState.NONE)),
  HARD_REBOOT(
      "hard reboot",
      TaskState.REBOOTING_HARD,
      EnumSet.of(VmState.ACTIVE, VmState.STOPPED, VmState.PAUSED, VmState.SUSPENDED, VmState.ERROR),
      EnumSet.of(
          TaskState.NONE,
          TaskState.REBOOTING,
          TaskState.REBOOT_STARTED,
          TaskState.PAUSING,
          TaskState.UNPAUSING,
          TaskState.SUSPENDING,
          TaskState.RESUMING)),
  PAUSE("pause", TaskState.PAUSING, EnumSet.of(VmState.ACTIVE), EnumSet.of(TaskState.NONE)),
  UNPAUSE("unpause", TaskState.UNPAUSING, EnumSet.of(VmState.PAUSED), EnumSet.of(TaskState.NONE)),
  SUSPEND("suspend", TaskState.SUSPENDING, EnumSet.of(VmState.ACTIVE), EnumSet.of(TaskState.NONE)),
  RESUME("resume", TaskState.RESUMING, EnumSet.of(VmState.SUSPENDED), EnumSet.of(TaskState.NONE)),
  LIVE_MIGRATE(
      "live migration",
      TaskState.MIGRATING,
      EnumSet.of(VmState.ACTIVE),
      EnumSet.of(TaskState.NONE)),
  DELETE(
      "delete",
      TaskState.DELETING,
      EnumSet.complementOf(EnumSet.of(VmState.DELETED)),
      EnumSet.complementOf(EnumSet.of(TaskState.DELETING)));

  private final String label;
  private final TaskState taskState;

  @SuppressWarnings("ImmutableEnumChecker") // unmodifiable
  private final Set<VmState> vmStates;

  @SuppressWarnings("ImmutableEnumChecker") // unmodifiable
  private final Set<TaskState> taskStates;

  OperationKind(
      String label, TaskState taskState, Set<VmState> vmStates, Set<TaskState> taskStates) {
    this.label = label;
    this.taskState = taskState;
    this.vmStates = Collections.unmodifiableSet(vmStates);
    this.taskStates = Collections.unmodifiableSet(taskStates);
  }

  @Override
  public String label() {
    return label;
  }

  /** What the instance's task state is while this goes on. */
  public TaskState taskState() {
    return taskState;
  }

  /** Whether this ends with a guest that was started. */
  public boolean startsGuest() {
    return this == BOOT || this == START || this == SOFT_REBOOT || this == HARD_REBOOT;
  }

  /**
   * Whether this releases what the guest held, or makes it anew and releases it when that fails:
   * what was left over before is then part of it.
   */
  boolean releasesOrMakesAnew() {
    return startsGuest() || this == STOP || this == DELETE;
  }

  /** Why an instance in these states cannot take this operation; null when it can. */
  public @Nullable Rejection rejection(String name, VmState vmState, TaskState task) {
    if (vmState == VmState.DELETED) {
      return Rejection.deleted(name);
    }
    if (!taskStates.contains(task)) {
      return new Rejection(
          Refusal.CONFLICT,
          "instance %s cannot take a %s now: it is %s; wait until it is idle"
              .formatted(name, label, task.label()));
    }
    if (!vmStates.contains(vmState)) {
      return new Rejection(
          Refusal.INVALID_STATE,
          "instance %s cannot take a %s: it is %s, and would have to be %s"
              .formatted(
                  name,
                  label,
                  vmState.label(),
                  vmStates.stream().map(VmState::label).collect(Collectors.joining(" or "))));
    }
    return null;
  }
}
