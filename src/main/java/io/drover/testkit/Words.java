package io.drover.testkit;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.simulated.Fault;
import io.drover.hypervisor.simulated.HostPair;
import io.drover.model.InstanceId;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** How the checkers name things to people. */
final class Words {

  private Words() {}

  static String of(GuestState state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A fault that strikes, with the call that it strikes. */
  static String of(Happening.Struck struck, Function<InstanceId, String> names) {
    if (struck.call() == null) {
      return of(struck.fault(), names);
    }
    List<String> about = struck.about().stream().map(names).toList();
    return "%s %s%s%s"
        .formatted(
            struck.call().label(),
            struck.fault().kind().label(),
            struck.host() == null ? "" : " on " + struck.host(),
            about.isEmpty() ? "" : " for " + String.join(", ", about));
  }

  static String of(Fault fault, Function<InstanceId, String> names) {
    HostPair between = fault.between();
    InstanceId instance = fault.instance();
    return fault.kind().label()
        + (between == null ? "" : " between " + between.first() + " and " + between.second())
        + (fault.host() == null ? "" : " of " + fault.host())
        + (instance == null ? "" : " of " + names.apply(instance));
  }
}
