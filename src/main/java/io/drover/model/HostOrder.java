package io.drover.model;

import java.util.Locale;

/** What an operator, or a program in an operator's place, can say of a host. */
public enum HostOrder implements Labelled {
  /** Nothing new is to come to it; what is there goes on. */
  DISABLE,
  /** It may be used again. */
  ENABLE,
  /** It is cut off for certain: nothing runs there. */
  FENCE,
  /** It is not cut off any more. */
  UNFENCE;

  /** Whether this has to be said with a reason. */
  public boolean needsReason() {
    return this == DISABLE || this == FENCE;
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
