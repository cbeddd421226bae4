package io.drover.model;

import java.util.Locale;

/** What the hypervisor last said of a guest's processors; Nova's power_state. */
public enum PowerState implements Labelled {
  NOSTATE,
  RUNNING,
  PAUSED,
  SHUTDOWN,
  CRASHED,
  SUSPENDED;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
