package io.drover.scenario;

import io.drover.model.HookKind;

/**
 * How often the hooks of one migration were called, and how often a call was answered with success,
 * counted by the hooks themselves.
 */
public record HookCounts(int postCalls, int postDelivered, int recoverCalls, int recoverDelivered) {

  /** Not called yet. */
  public static final HookCounts NONE = new HookCounts(0, 0, 0, 0);

  /** One more call of {@code hook}. */
  public HookCounts called(HookKind hook) {
    return hook == HookKind.POST
        ? new HookCounts(postCalls + 1, postDelivered, recoverCalls, recoverDelivered)
        : new HookCounts(postCalls, postDelivered, recoverCalls + 1, recoverDelivered);
  }

  /** One more call of {@code hook} that was answered with success. */
  public HookCounts delivered(HookKind hook) {
    return hook == HookKind.POST
        ? new HookCounts(postCalls, postDelivered + 1, recoverCalls, recoverDelivered)
        : new HookCounts(postCalls, postDelivered, recoverCalls, recoverDelivered + 1);
  }
}
