package io.drover.explorer;

import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.MigrationPhase;
import io.drover.scenario.FaultSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The same fault with one thing less said about when it strikes. */
final class SimplerFaults {

  private SimplerFaults() {}

  static List<FaultSpec> of(FaultSpec fault) {
    List<FaultSpec> simpler = new ArrayList<>();
    boolean ofCall = fault.kind().target() == FaultKind.Target.CALL;
    if (ofCall) {
      simpler.add(with(fault, null, fault.instance(), fault.times(), fault.after(), fault.at()));
      simpler.add(with(fault, fault.host(), null, fault.times(), fault.after(), fault.at()));
      simpler.add(with(fault, fault.host(), fault.instance(), 1, fault.after(), fault.at()));
      simpler.add(with(fault, fault.host(), fault.instance(), null, fault.after(), fault.at()));
      simpler.add(with(fault, fault.host(), fault.instance(), fault.times(), 0, fault.at()));
      simpler.add(with(fault, fault.host(), fault.instance(), fault.times(), fault.after(), null));
    } else if (fault.at() != null) {
      boolean ofHost = fault.kind().target() == FaultKind.Target.HOST;
      boolean ofGuest = fault.kind().target() == FaultKind.Target.GUEST;
      simpler.add(
          with(
              fault,
              ofHost ? fault.host() : null,
              ofGuest ? fault.instance() : null,
              fault.times(),
              fault.after(),
              null));
    }
    simpler.remove(fault);
    return simpler;
  }

  private static FaultSpec with(
      FaultSpec fault,
      @Nullable String host,
      @Nullable String instance,
      @Nullable Integer times,
      int after,
      @Nullable MigrationPhase at) {
    return new FaultSpec(
        fault.kind(),
        fault.operation(),
        host,
        instance,
        fault.between(),
        times,
        after,
        fault.delay(),
        at);
  }
}
