package io.drover.scenario;

import io.drover.model.Flavor;
import io.drover.model.HookKind;
import io.drover.model.HookState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Views for tests of what is derived from them. */
public final class Views {

  private Views() {}

  /** An instance that runs on {@code host}, is idle and has these migrations behind it. */
  public static InstanceView active(String name, String host, MigrationView... migrations) {
    return instance(name, host, VmState.ACTIVE, TaskState.NONE, migrations);
  }

  /** An instance on {@code host}, running. */
  public static InstanceView instance(
      String name, String host, VmState vmState, TaskState task, MigrationView... migrations) {
    return new InstanceView(
        id(name),
        new InstanceSpec(name, Flavor.NONE, 0, 0),
        host,
        vmState,
        task,
        PowerState.RUNNING,
        null,
        false,
        List.of(),
        List.of(migrations),
        List.of());
  }

  /** The same instance with this size and so many VIFs. */
  public static InstanceView sized(InstanceView view, Flavor flavor, int vifs) {
    return new InstanceView(
        view.id(),
        new InstanceSpec(view.spec().name(), flavor, vifs, 0),
        view.host(),
        view.vmState(),
        view.taskState(),
        view.powerState(),
        view.fault(),
        view.unsettled(),
        view.leftovers(),
        view.migrations(),
        view.actions());
  }

  /** A migration of {@code name} from hv1 to hv2. */
  public static MigrationView migration(
      String id, String name, MigrationStatus status, @Nullable Reason reason, HookState hook) {
    return new MigrationView(
        new MigrationId(id),
        id(name),
        "hv1",
        "hv2",
        status,
        reason,
        3,
        hook == HookState.NONE ? null : HookKind.POST,
        hook,
        List.of(),
        null,
        null,
        Instant.EPOCH);
  }

  /** The id that an instance has in these tests. */
  public static InstanceId id(String name) {
    return new InstanceId("id-of-" + name);
  }
}
