package io.drover.scenario.format;

import io.drover.hypervisor.simulated.Call;
import java.util.EnumSet;
import java.util.Set;

/** What the format has and this version cannot play yet: refused by the check, never skipped. */
final class NotYet {

  static final Set<Call> FAULTS = EnumSet.of(Call.JOURNAL_WRITE);

  private NotYet() {}

  /** Tells that {@code what} is in the format, but not in this version. */
  static String message(String what) {
    return "this version does not have " + what + " yet";
  }
}
