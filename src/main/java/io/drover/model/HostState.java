package io.drover.model;

import java.util.Locale;

/** Whether a host can be worked with. */
public enum HostState implements Labelled {
  /** Not yet asked. */
  CONNECTING,
  UP,
  /** It does not answer; its guests may well run. */
  UNREACHABLE,
  /** Known to be off: nothing runs there. */
  DOWN,
  /** Cut off for certain by an operator or a fencing agent. */
  FENCED,
  /** Not to be used, by an operator's word. */
  DISABLED;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
