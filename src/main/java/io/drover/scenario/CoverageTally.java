package io.drover.scenario;

import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.Fault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FleetWatcher;
import io.drover.hypervisor.simulated.HostPair;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts which faults meet which states: once when a fault strikes, and for a fault that lasts, of
 * a host or between two, once more for each state that an instance comes to be in meanwhile.
 */
final class CoverageTally implements FleetWatcher {
  private final Records records;
  private final SortedMap<Coverage.Meeting, Integer> met = new TreeMap<>();
  private final Set<Fault> lasting = new LinkedHashSet<>();
  private final Map<InstanceId, String> states = new HashMap<>();

  CoverageTally(Records records) {
    this.records = records;
  }

  Coverage coverage() {
    return new Coverage(met);
  }

  /** Something was recorded of an instance. */
  void take(InstanceView view) {
    String state = Coverage.state(view);
    if (!state.equals(states.put(view.id(), state))) {
      lasting.stream()
          .filter(fault -> concerns(fault, view))
          .forEach(fault -> count(name(fault), state));
    }
  }

  /** The orchestrator crashes. */
  void crashed() {
    records.all().forEach(view -> count("orchestrator crash", Coverage.state(view)));
  }

  @Override
  public void struck(
      Fault fault, @Nullable Call call, @Nullable String host, List<InstanceId> about) {
    if (call == null) {
      strikes(fault);
    } else if (!about.isEmpty()) {
      String name = call.label() + " " + fault.kind().label();
      about.forEach(id -> count(name, Coverage.state(records.instance(id).orElse(null))));
    } else {
      String name = call.label() + " " + fault.kind().label();
      records.all().stream()
          .filter(view -> host == null || isOn(host, view))
          .forEach(view -> count(name, Coverage.state(view)));
    }
  }

  private void strikes(Fault fault) {
    if (fault.kind().target() != FaultKind.Target.GUEST) {
      lasting.add(fault);
    }
    records.all().stream()
        .filter(view -> concerns(fault, view))
        .forEach(view -> count(name(fault), Coverage.state(view)));
  }

  @Override
  public void healed(Fault fault) {
    lasting.remove(fault);
  }

  private static String name(Fault fault) {
    return (fault.kind().target() == FaultKind.Target.HOST ? "host " : "") + fault.kind().label();
  }

  private static boolean concerns(Fault fault, InstanceView view) {
    HostPair between = fault.between();
    String host = fault.host();
    if (between != null) {
      return isOn(between.first(), view) && isOn(between.second(), view);
    }
    return host != null ? isOn(host, view) : Objects.equals(fault.instance(), view.id());
  }

  /** Whether it is there, on its way there, or on its way from there. */
  private static boolean isOn(String host, InstanceView view) {
    return view.host().equals(host)
        || view.migrations().stream()
            .filter(migration -> !migration.status().terminal())
            .anyMatch(m -> m.source().equals(host) || m.destination().equals(host));
  }

  private void count(String fault, String state) {
    met.merge(new Coverage.Meeting(fault, state), 1, Integer::sum);
  }
}
