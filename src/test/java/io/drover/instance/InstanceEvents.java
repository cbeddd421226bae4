package io.drover.instance;

import io.drover.hypervisor.Incarnation;
import io.drover.migration.CleanUp;
import io.drover.migration.Leftover;
import io.drover.migration.MigrationEvents;
import io.drover.model.InstanceId;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.util.ArrayList;
import java.util.List;

/** What the journals of instances and of their registry can hold. */
public final class InstanceEvents {

  private static final Leftover LEFT =
      new Leftover(CleanUp.Kind.DESTROY_GUEST, "hv1", "the command failed");

  private InstanceEvents() {}

  /** At least one event of each type, with and without what is optional. */
  public static List<InstanceEvent> all() {
    List<InstanceEvent> all =
        new ArrayList<>(
            List.of(
                Given.created(),
                new InstanceEvent.Adopted(
                    Given.SPEC, "hv1", VmState.PAUSED, PowerState.PAUSED, Given.NOW),
                Given.began(OperationKind.HARD_REBOOT),
                new InstanceEvent.TaskChanged(TaskState.REBOOT_STARTED_HARD),
                new InstanceEvent.IncarnationSeen(new Incarnation(7, Given.NOW)),
                new InstanceEvent.RebootEscalated("it did not shut down within 120 s"),
                new InstanceEvent.OperationFailed(Reason.VIF_PLUG, "the command failed"),
                Given.ended(VmState.ACTIVE, PowerState.RUNNING),
                Given.ended(VmState.ERROR, PowerState.NOSTATE, Reason.TIMEOUT),
                Given.unsettled(VmState.BUILDING, Reason.HOST_LOST),
                new InstanceEvent.Settled(VmState.ACTIVE, PowerState.RUNNING, null),
                new InstanceEvent.LeftBehind(List.of(LEFT)),
                new InstanceEvent.LeftoversSwept(List.of(LEFT)),
                new InstanceEvent.FoundAs(VmState.PAUSED, PowerState.PAUSED),
                new InstanceEvent.JournalReread(Given.NOW),
                new InstanceEvent.KeyTaken(new KeyedRequest("key-1", "stop", null)),
                new InstanceEvent.PowerStateSeen(PowerState.CRASHED)));
    MigrationEvents.all().forEach(event -> all.add(new InstanceEvent.OfMigration(event)));
    return all;
  }

  /** At least one event of each type. */
  public static List<RegistryEvent> ofRegistry() {
    InstanceId id = new InstanceId("i-1");
    return List.of(
        new RegistryEvent.Registered(id, Given.SPEC, "hv1", null),
        new RegistryEvent.Registered(id, Given.SPEC, "hv1", "key-1"),
        new RegistryEvent.Opened(id, List.of("hv1", "hv2")),
        new RegistryEvent.Rested(id, Resting.of(Given.idle(VmState.ACTIVE), Given.NOW)),
        new RegistryEvent.Forgotten(id));
  }
}
