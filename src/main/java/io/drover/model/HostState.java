package io.drover.model;

import java.util.Locale;

/** Whether a host can be worked with, and by whose word it is not. */
public enum HostState implements Labelled {
  /** Not yet asked. */
  CONNECTING,
  UP,
  /** It does not answer; its guests may well run. */
  UNREACHABLE,
  /** Known to be off: nothing runs there. */
  DOWN,
  /** Cut off for certain, an operator or a fencing agent says: nothing runs there. */
  FENCED,
  /** It is up, but nothing new is to come to it, by an operator's word. Told, never found out. */
  DISABLED;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
