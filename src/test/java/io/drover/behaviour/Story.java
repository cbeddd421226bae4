package io.drover.behaviour;

import io.drover.hypervisor.Incarnation;
import io.drover.instance.InstanceEvent;
import io.drover.instance.OperationKind;
import io.drover.migration.MigrationEvent;
import io.drover.migration.Outcome;
import io.drover.migration.Step;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.MigrationId;
import io.drover.model.MigrationStatus;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What an earlier process recorded of an instance on hv1, up to the state in which it crashed. */
final class Story {
  static final long GIB = 1L << 30;
  private static final Instant BEFORE = Instant.parse("1999-12-31T23:59:00Z");

  private final InstanceId id;
  private final InstanceSpec spec;
  private final List<InstanceEvent> events = new ArrayList<>();

  private Story(InstanceId id, InstanceSpec spec) {
    this.id = id;
    this.spec = spec;
    events.add(new InstanceEvent.Created(spec, "hv1", BEFORE));
  }

  /** One that is being booted, with or without volume and VIF. */
  static Story booting(InstanceId id, boolean volume, boolean vif) {
    Flavor flavor = new Flavor(0, GIB, volume ? GIB : 0);
    return new Story(id, new InstanceSpec(id.value(), flavor, vif ? 1 : 0, 0));
  }

  /** One that is idle. */
  static Story idle(InstanceId id, VmState vmState) {
    Story story = booting(id, true, true);
    story.events.add(
        new InstanceEvent.OperationEnded(
            vmState,
            PowerState.NOSTATE,
            vmState == VmState.ERROR ? Reason.HYPERVISOR : null,
            true,
            false,
            List.of(),
            BEFORE));
    return story;
  }

  /** One of which nothing has been known since this operation ended. */
  static Story unsettled(InstanceId id, VmState vmState, OperationKind kind) {
    Story story =
        vmState == VmState.BUILDING ? booting(id, true, true) : idle(id, vmState).began(kind);
    story.events.add(
        new InstanceEvent.OperationEnded(
            vmState, PowerState.NOSTATE, Reason.HOST_LOST, true, true, List.of(), BEFORE));
    return story;
  }

  /** A boot of which nothing was known, and which is being undone. */
  static Story undoing(InstanceId id) {
    Story story = unsettled(id, VmState.BUILDING, OperationKind.BOOT).began(OperationKind.BOOT);
    story.events.add(new InstanceEvent.OperationFailed(Reason.HOST_LOST, "not there"));
    return story;
  }

  /** Which began this. */
  Story began(OperationKind kind) {
    events.add(new InstanceEvent.OperationBegan(kind, BEFORE));
    return this;
  }

  /** Which went on to this part of it. */
  Story at(TaskState task) {
    events.add(new InstanceEvent.TaskChanged(task));
    return this;
  }

  /** Whose guest had been seen by a reboot. */
  Story seen() {
    events.add(new InstanceEvent.IncarnationSeen(new Incarnation(1, BEFORE)));
    return this;
  }

  /** Which was being moved to hv2, and to be stopped or not. */
  Story migrating(MigrationStatus status, boolean stop, String hooks) {
    record(new MigrationEvent.Accepted(migration(), id, "hv1", "hv2", false, hooks, 2, BEFORE));
    if (status.compareTo(MigrationStatus.QUEUED) >= 0) {
      record(new MigrationEvent.Queued(migration()));
    }
    if (status.compareTo(MigrationStatus.PREPARING) >= 0) {
      record(new MigrationEvent.PreparationBegan(migration()));
      for (Step step : Step.values()) {
        record(new MigrationEvent.StepBegan(migration(), step));
      }
    }
    if (status.compareTo(MigrationStatus.RUNNING) >= 0) {
      record(
          new MigrationEvent.TransferBegan(
              migration(), null, BEFORE, BEFORE.plusSeconds(86_400), true));
    }
    if (status == MigrationStatus.RUNNING_POST_COPY) {
      record(new MigrationEvent.ForceRequested(migration(), BEFORE));
    }
    if (stop) {
      record(new MigrationEvent.StopRequested(migration(), Reason.ABORTED, BEFORE));
    }
    if (status == MigrationStatus.RUNNING_POST_COPY) {
      record(new MigrationEvent.PostCopyBegan(migration()));
    }
    return this;
  }

  /** Which was moved to hv1 in the end, because its guest was paused. */
  Story movedHereByPausing() {
    record(new MigrationEvent.Accepted(migration(), id, "hv2", "hv1", false, "test", 2, BEFORE));
    record(new MigrationEvent.Queued(migration()));
    record(new MigrationEvent.PreparationBegan(migration()));
    record(new MigrationEvent.TransferBegan(migration(), null, BEFORE, BEFORE, false));
    record(new MigrationEvent.ForceRequested(migration(), BEFORE));
    record(
        new MigrationEvent.Decided(migration(), Outcome.AT_DESTINATION, null, null, false, BEFORE));
    record(new MigrationEvent.Ended(migration(), List.of(), BEFORE));
    record(new MigrationEvent.HookDelivered(migration(), 1));
    return this;
  }

  private void record(MigrationEvent event) {
    events.add(new InstanceEvent.OfMigration(event));
  }

  private MigrationId migration() {
    return new MigrationId("m-" + id.value());
  }

  InstanceId id() {
    return id;
  }

  InstanceSpec spec() {
    return spec;
  }

  List<InstanceEvent> events() {
    return events;
  }
}
