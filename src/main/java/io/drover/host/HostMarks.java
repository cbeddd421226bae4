package io.drover.host;

import io.drover.model.HostOrder;

/**
 * What operators say of a host at present: why nothing new is to come to it, and why it is cut off;
 * each empty when that is not said.
 */
public record HostMarks(String disabled, String fenced) {

  /** Nothing is said. */
  public static final HostMarks NONE = new HostMarks("", "");

  /** Whether nothing new is to come to it. */
  public boolean disables() {
    return !disabled.isEmpty();
  }

  /** Whether it is said to be cut off. */
  public boolean fences() {
    return !fenced.isEmpty();
  }

  HostMarks after(HostOrder order, String reason) {
    return switch (order) {
      case DISABLE -> new HostMarks(reason, fenced);
      case ENABLE -> new HostMarks("", fenced);
      case FENCE -> new HostMarks(disabled, reason);
      case UNFENCE -> new HostMarks(disabled, "");
    };
  }
}
