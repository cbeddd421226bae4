package io.drover.admission;

import io.drover.runtime.Waits;

/**
 * How many migrations may be under way at a time; 0 is no limit.
 *
 * @param outboundPerHost leaving one host
 * @param inboundPerHost entering one host
 * @param fleet in all
 */
public record SlotLimits(int outboundPerHost, int inboundPerHost, int fleet) {

  /** Refuses negative limits with an {@link IllegalArgumentException}. */
  public SlotLimits {
    if (outboundPerHost < 0 || inboundPerHost < 0 || fleet < 0) {
      throw new IllegalArgumentException(
          "drover.admission: a limit must not be negative (0 is no limit)");
    }
  }

  /** Reads {@code drover.admission}. */
  public static SlotLimits from(Waits admission) {
    return new SlotLimits(
        admission.count("outbound-per-host", 0),
        admission.count("inbound-per-host", 0),
        admission.count("fleet", 0));
  }
}
