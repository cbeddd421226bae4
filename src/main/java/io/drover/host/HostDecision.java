package io.drover.host;

import io.drover.model.HostOrder;
import io.drover.model.HostState;
import io.drover.model.OneLine;
import io.drover.model.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an operator's word on a host. What is seen outweighs it: a host that answers is
 * not fenced. Pure.
 *
 * @param refusal why it is refused, or null
 * @param why why it is refused, as a sentence with the way out; empty when it is not
 * @param marks what is said of the host from then on; as before when nothing changes
 */
record HostDecision(@Nullable Refusal refusal, String why, HostMarks marks) {

  private static final int LONGEST_REASON = 1000;

  static HostDecision of(
      String host, HostState state, HostMarks before, HostOrder order, String reason) {
    if (order.needsReason() && reason.isBlank()) {
      return new HostDecision(
          Refusal.INVALID_REQUEST,
          "say why host %s is %sd; whoever finds it so wants to know"
              .formatted(host, order.label()),
          before);
    } else if (!OneLine.fits(reason, LONGEST_REASON)) {
      return new HostDecision(
          Refusal.INVALID_REQUEST,
          "the reason must have at most %d characters and no line breaks".formatted(LONGEST_REASON),
          before);
    } else if (order == HostOrder.FENCE && state == HostState.UP) {
      return new HostDecision(
          Refusal.INVALID_STATE,
          "host %s is up, and one that answers is not cut off; switch it off first, and say so once"
                  .formatted(host)
              + " it does not answer any more",
          before);
    }
    return new HostDecision(null, "", before.after(order, reason.strip()));
  }
}
