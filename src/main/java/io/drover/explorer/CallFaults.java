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

  private static final List<FaultKind> OF_HOOKS = List.of(FaultKind.ERROR, FaultKind.HANG);
  private static final List<FaultKind> OF_JOURNAL =
      List.of(
          FaultKind.ERROR,
          FaultKind.SLOW,
          FaultKind.LOST_ANSWER,
          FaultKind.REJECTED,
          FaultKind.HANG);
  private static final List<FaultKind> OF_PORTS =
      List.of(
          FaultKind.ERROR,
          FaultKind.HANG,
          FaultKind.SLOW,
          FaultKind.LOST_ANSWER,
          FaultKind.DOWN,
          FaultKind.UNREACHABLE);

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
      for (FaultKind kind : kinds(call.call())) {
        all.add(
            new Single("%s at %s %d".formatted(kind.label(), what, nth), fault(call, kind, nth)));
      }
    }
    return all;
  }

  private static List<FaultKind> kinds(Call call) {
    if (Vocabulary.isHook(call)) {
      return OF_HOOKS;
    }
    return call == Call.JOURNAL_WRITE ? OF_JOURNAL : OF_PORTS;
  }

  private static FaultSpec fault(PortCall call, FaultKind kind, int nth) {
    @Nullable Integer times = kind.target() == FaultKind.Target.CALL ? 1 : null;
    @Nullable String host = call.call() == Call.JOURNAL_WRITE ? null : call.host();
    Duration delay = kind == FaultKind.SLOW ? DELAY : Duration.ZERO;
    return new FaultSpec(kind, call.call(), host, null, List.of(), times, nth - 1, delay, null);
  }
}
