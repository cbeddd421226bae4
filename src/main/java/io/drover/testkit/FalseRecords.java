package io.drover.testkit;

import io.drover.hypervisor.GuestState;
import io.drover.model.InstanceView;
import io.drover.model.PowerState;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Compares records with the guests on the hosts that answer. */
public final class FalseRecords {

  /** A record that is not true; {@code what}: a sentence without its subject's name. */
  record FalseRecord(InstanceView view, String what) {
    @Override
    public String toString() {
      return view.spec().name() + ": " + what;
    }
  }

  private FalseRecords() {}

  /**
   * Every record of an idle instance that is not so, a sentence each.
   *
   * @param instances every instance that was ever booted
   * @param truth the hosts as they are, by name
   */
  public static List<String> find(
      Collection<InstanceView> instances, Map<String, HostTruth> truth) {
    return all(instances, truth).map(FalseRecord::toString).toList();
  }

  /** Every record that is not so. */
  static Stream<FalseRecord> all(Collection<InstanceView> instances, Map<String, HostTruth> hosts) {
    return instances.stream()
        .filter(view -> view.taskState() == TaskState.NONE)
        .flatMap(
            view ->
                Stream.concat(elsewhere(view, hosts), atHome(view, hosts).stream())
                    .map(truth -> new FalseRecord(view, against(view, truth))));
  }

  /** What the guest is where it should not be. */
  private static Stream<String> elsewhere(InstanceView view, Map<String, HostTruth> hosts) {
    return hosts.entrySet().stream()
        .filter(host -> host.getValue().reachable())
        .filter(host -> !host.getKey().equals(view.host()) || view.vmState() == VmState.DELETED)
        .filter(host -> !guest(view, host.getValue()).over())
        .map(
            host -> "is %s on %s".formatted(Words.of(guest(view, host.getValue())), host.getKey()));
  }

  /** What the guest is at its place, if that is not what the record says. */
  private static Optional<String> atHome(InstanceView view, Map<String, HostTruth> hosts) {
    HostTruth home = hosts.get(view.host());
    if (home == null || !home.reachable() || view.vmState() == VmState.DELETED) {
      return Optional.empty();
    }
    GuestState guest = guest(view, home);
    if (guest.powerState() == view.powerState() && fits(view.vmState(), guest)) {
      return Optional.empty();
    }
    return Optional.of(
        guest == GuestState.ABSENT
            ? "has no guest on " + view.host()
            : "is %s on %s".formatted(Words.of(guest), view.host()));
  }

  private static GuestState guest(InstanceView view, HostTruth host) {
    return host.guests().getOrDefault(view.id(), GuestState.ABSENT);
  }

  /** What a guest can be in a vm state; an instance in error may have any. */
  private static boolean fits(VmState vmState, GuestState guest) {
    return switch (vmState) {
      case ACTIVE -> guest == GuestState.RUNNING || guest == GuestState.PAUSED;
      case PAUSED -> guest.powerState() == PowerState.PAUSED;
      case SUSPENDED -> guest == GuestState.SUSPENDED;
      case STOPPED, DELETED -> guest.over();
      case BUILDING -> false;
      case ERROR -> true;
    };
  }

  private static String against(InstanceView view, String truth) {
    return "it is recorded as %s on %s with power state %s, and %s"
        .formatted(view.vmState().label(), view.host(), view.powerState().label(), truth);
  }
}
