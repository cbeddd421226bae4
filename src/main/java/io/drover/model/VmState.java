package io.drover.model;

import java.util.Locale;

/** The stable state of an instance, as its user expects it to be; Nova's vm_state. */
public enum VmState implements Labelled {
  BUILDING,
  ACTIVE,
  PAUSED,
  SUSPENDED,
  STOPPED,
  DELETED,
  ERROR;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
