package io.drover.explorer;

import io.drover.hypervisor.simulated.Call;
import java.util.List;

/** The columns of the coverage: what can go wrong, the calls it can befall taken together. */
final class FaultColumn {

  private static final List<String> LABELS =
      List.of(
          "error",
          "hang",
          "slow",
          "lost-answer",
          "guest-crash",
          "guest-stuck",
          "down",
          "unreachable",
          "partition",
          "crash",
          "journal error",
          "journal hang",
          "journal slow",
          "journal lost-answer",
          "journal rejected");

  private FaultColumn() {}

  static List<String> labels() {
    return LABELS;
  }

  /** The column of a fault as coverage names it, such as {@code migrate error}. */
  static String of(String fault) {
    String kind = fault.substring(fault.lastIndexOf(' ') + 1);
    return fault.startsWith(Call.JOURNAL_WRITE.label()) ? "journal " + kind : kind;
  }
}
