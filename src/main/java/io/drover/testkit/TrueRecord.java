package io.drover.testkit;

import io.drover.hypervisor.GuestState;
import io.drover.model.InstanceView;
import io.drover.model.PowerState;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.util.Map;

/** G4: at a quiet end, compares records with the guests on the hosts that answer. */
final class TrueRecord implements Check {
  private final Scene scene;

  TrueRecord(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void on(Happening happening) {
    if (happening instanceof Happening.Quiet quiet) {
      Map<String, HostTruth> hosts = scene.hosts();
      quiet.instances().stream()
          .filter(view -> view.taskState() == TaskState.NONE)
          .forEach(view -> compare(view, hosts));
    }
  }

  private void compare(InstanceView view, Map<String, HostTruth> hosts) {
    hosts.forEach(
        (host, there) -> {
          GuestState guest = there.guests().getOrDefault(view.id(), GuestState.ABSENT);
          boolean elsewhere = !host.equals(view.host()) || view.vmState() == VmState.DELETED;
          if (there.reachable() && elsewhere && !guest.over()) {
            report(view, "is %s on %s".formatted(Words.of(guest), host));
          }
        });
    HostTruth home = hosts.get(view.host());
    if (home == null || !home.reachable() || view.vmState() == VmState.DELETED) {
      return;
    }
    GuestState guest = home.guests().getOrDefault(view.id(), GuestState.ABSENT);
    if (guest.powerState() != view.powerState() || !fits(view.vmState(), guest)) {
      report(
          view,
          guest == GuestState.ABSENT
              ? "has no guest on " + view.host()
              : "is %s on %s".formatted(Words.of(guest), view.host()));
    }
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

  private void report(InstanceView view, String truth) {
    scene.report(
        Guarantee.TRUE_RECORD,
        view.id(),
        "it is recorded as %s on %s with power state %s, and %s"
            .formatted(view.vmState().label(), view.host(), view.powerState().label(), truth));
  }
}
