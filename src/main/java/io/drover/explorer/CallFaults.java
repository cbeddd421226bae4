package io.drover.explorer;

import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.scenario.FaultSpec;
import io.drover.scenario.PortCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every kind of fault at every one of some calls. */
final class CallFaults {

  /** Longer than a look, shorter than every deadline. */
  private static final Duration DELAY = Duration.ofSeconds(3);

  /** Longer than every deadline of a call that is not as long as a migration. */
  private static final Duration BEYOND = Duration.ofSeconds(45);

  private static final List<What> OF_HOOKS = List.of(What.ERROR, What.HANG);
  private static final List<What> OF_JOURNAL =
      List.of(What.ERROR, What.SLOW, What.LOST_ANSWER, What.REJECTED, What.HANG);
  private static final List<What> OF_PORTS =
      List.of(
          What.ERROR,
          What.HANG,
          What.SLOW,
          What.LATE,
          What.LOST_ANSWER,
          What.DOWN,
          What.UNREACHABLE);

  /** What befalls a call. */
  private record What(String label, FaultKind kind, Duration delay) {
    static final What ERROR = of(FaultKind.ERROR);
    static final What HANG = of(FaultKind.HANG);
    static final What LOST_ANSWER = of(FaultKind.LOST_ANSWER);
    static final What REJECTED = of(FaultKind.REJECTED);
    static final What DOWN = of(FaultKind.DOWN);
    static final What UNREACHABLE = of(FaultKind.UNREACHABLE);
    static final What SLOW = new What(FaultKind.SLOW.label(), FaultKind.SLOW, DELAY);
    static final What LATE = new What("late", FaultKind.SLOW, BEYOND);

    private static What of(FaultKind kind) {
      return new What(kind.label(), kind, Duration.ZERO);
    }
  }

  private CallFaults() {}

  /** A fault at one call, and how it is told. */
  record Single(String label, FaultSpec fault) {}

  /** All of them, in the order of the calls. */
  static List<Single> at(List<PortCall> calls) {
    List<Single> all = new ArrayList<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (PortCall call : calls) {
      if (call.call() == Call.PING || call.call() == Call.CONNECT) {
        continue;
      }
      String what = call.call().label() + (call.host() == null ? "" : " on " + call.host());
      int nth = counts.merge(what, 1, Integer::sum);
      for (What kind : kinds(call.call())) {
        all.add(
            new Single("%s at %s %d".formatted(kind.label(), what, nth), fault(call, kind, nth)));
      }
    }
    return all;
  }

  private static List<What> kinds(Call call) {
    if (Vocabulary.isHook(call)) {
      return OF_HOOKS;
    }
    return call == Call.JOURNAL_WRITE ? OF_JOURNAL : OF_PORTS;
  }

  private static FaultSpec fault(PortCall call, What what, int nth) {
    @Nullable Integer times = what.kind().target() == FaultKind.Target.CALL ? 1 : null;
    @Nullable String host = call.call() == Call.JOURNAL_WRITE ? null : call.host();
    return new FaultSpec(
        what.kind(), call.call(), host, null, List.of(), times, nth - 1, what.delay(), null);
  }
}
