package io.drover.model;

/** What is being done to an instance at the moment, under Nova's names; {@link #NONE} is idle. */
public enum TaskState implements Labelled {
  NONE("none"),
  SCHEDULING("scheduling"),
  BLOCK_DEVICE_MAPPING("block_device_mapping"),
  NETWORKING("networking"),
  SPAWNING("spawning"),
  REBOOTING("rebooting"),
  REBOOT_PENDING("reboot_pending"),
  REBOOT_STARTED("reboot_started"),
  REBOOTING_HARD("rebooting_hard"),
  REBOOT_PENDING_HARD("reboot_pending_hard"),
  REBOOT_STARTED_HARD("reboot_started_hard"),
  POWERING_OFF("powering-off"),
  POWERING_ON("powering-on"),
  PAUSING("pausing"),
  UNPAUSING("unpausing"),
  SUSPENDING("suspending"),
  RESUMING("resuming"),
  MIGRATING("migrating"),
  DELETING("deleting");

  private final String label;

  TaskState(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
