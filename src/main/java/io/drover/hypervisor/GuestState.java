package io.drover.hypervisor;

import io.drover.model.PowerState;

/** What a host says of a guest. */
public enum GuestState {
  /** Not on this host. */
  ABSENT(PowerState.SHUTDOWN),
  /** Created, not yet running. */
  STARTING(PowerState.NOSTATE),
  /** Its processors run here. */
  RUNNING(PowerState.RUNNING),
  /** Here with its memory, its processors stand still, and it may be resumed here. */
  PAUSED(PowerState.PAUSED),
  /** The receiving end of a transfer: its memory is not complete, it has never run here. */
  INCOMING(PowerState.NOSTATE),
  /** Paused after its state was handed to another host: must not be resumed here. */
  HANDED_OVER(PowerState.PAUSED),
  /** A post-copy that broke: its memory is spread over two hosts. */
  POST_COPY_BROKEN(PowerState.PAUSED),
  /** Its memory is on disk. */
  SUSPENDED(PowerState.SUSPENDED),
  /** Known here, shut off. */
  SHUTOFF(PowerState.SHUTDOWN),
  /** Known here, crashed. */
  CRASHED(PowerState.CRASHED);

  private final PowerState powerState;

  GuestState(PowerState powerState) {
    this.powerState = powerState;
  }

  /** The state in the words of the instance. */
  public PowerState powerState() {
    return powerState;
  }

  /**
   * Whether no processor of the guest runs here and none can be made to: absent, off or crashed.
   */
  public boolean over() {
    return this == ABSENT || this == SHUTOFF || this == CRASHED;
  }
}
