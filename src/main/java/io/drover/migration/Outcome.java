package io.drover.migration;

import io.drover.model.HookKind;

/** Where the guest is when its migration is over. */
public enum Outcome {
  /** It runs at the destination. */
  AT_DESTINATION(HookKind.POST),
  /** It runs, or would have gone on running, at the source. */
  AT_SOURCE(HookKind.RECOVER),
  /** It is on neither host. */
  GONE(HookKind.RECOVER);

  private final HookKind hook;

  Outcome(HookKind hook) {
    this.hook = hook;
  }

  /** The one hook that this outcome chooses. */
  public HookKind hook() {
    return hook;
  }
}
