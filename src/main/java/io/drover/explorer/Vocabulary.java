package io.drover.explorer;

import io.drover.hypervisor.simulated.Call;
import java.util.Arrays;
import java.util.List;

/** The calls that explored scenarios let go wrong. */
final class Vocabulary {

  /** Calls to hosts that an operation makes; not the upkeep of the connection. */
  static final List<Call> PORT_CALLS =
      Arrays.stream(Call.values())
          .filter(call -> (Call.ANY.covers(call) && !isOfNoHost(call)) || call == Call.COMPARE)
          .toList();

  /** All that a call fault can strike. */
  static final List<Call> CALLS =
      Arrays.stream(Call.values())
          .filter(call -> PORT_CALLS.contains(call) || isHook(call))
          .toList();

  private Vocabulary() {}

  /** Whether it is the application that is called. */
  static boolean isHook(Call call) {
    return call == Call.POST_HOOK || call == Call.RECOVER_HOOK;
  }

  private static boolean isOfNoHost(Call call) {
    return isHook(call) || call == Call.JOURNAL_WRITE;
  }
}
