package io.drover.instance;

import io.drover.migration.MigrationEvent;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.MigrationId;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.VmState;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An instance on host hv1, and what has happened to it so far. */
final class Given {
  static final long GIB = 1L << 30;
  static final InstanceId ID = new InstanceId("i-1");
  static final InstanceSpec SPEC =
      new InstanceSpec("web-1", new Flavor(2, 4 * GIB, 20 * GIB), 1, 0);
  static final Instant NOW = Instant.parse("2000-01-01T00:00:00Z");

  private Given() {}

  static InstanceEvent created() {
    return new InstanceEvent.Created(SPEC, "hv1", NOW);
  }

  static InstanceEvent began(OperationKind kind) {
    return new InstanceEvent.OperationBegan(kind, NOW);
  }

  static InstanceEvent ended(VmState vmState, PowerState powerState) {
    return ended(vmState, powerState, null);
  }

  static InstanceEvent ended(VmState vmState, PowerState powerState, @Nullable Reason fault) {
    return new InstanceEvent.OperationEnded(
        vmState, powerState, fault, vmState != VmState.DELETED, false, List.of(), NOW);
  }

  /** An operation ended while its host could not be asked. */
  static InstanceEvent unsettled(VmState vmState, Reason fault) {
    return new InstanceEvent.OperationEnded(
        vmState, PowerState.NOSTATE, fault, true, true, List.of(), NOW);
  }

  static InstanceEvent accepted(MigrationId migration) {
    return new InstanceEvent.OfMigration(
        new MigrationEvent.Accepted(migration, ID, "hv1", "hv2", false, "none", 2, NOW));
  }

  /** What is known after these events. */
  static InstanceState after(InstanceEvent... events) {
    InstanceState state = InstanceState.empty(ID);
    for (InstanceEvent event : events) {
      state = state.after(event);
    }
    return state;
  }

  /** What made an idle instance in this state, and what followed. */
  static InstanceEvent[] history(VmState vmState, InstanceEvent... more) {
    PowerState power = vmState == VmState.ACTIVE ? PowerState.RUNNING : PowerState.SHUTDOWN;
    return Stream.concat(Stream.of(created(), ended(vmState, power)), Stream.of(more))
        .toArray(InstanceEvent[]::new);
  }

  /** An idle instance in this state. */
  static InstanceState idle(VmState vmState) {
    return after(history(vmState));
  }
}
