package io.drover.instance;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.drover.hypervisor.Incarnation;
import io.drover.migration.Leftover;
import io.drover.migration.MigrationEvent;
import io.drover.model.InstanceSpec;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import io.drover.store.StoredEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has happened to an instance; its journal. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = InstanceEvent.Created.class, name = "created"),
  @JsonSubTypes.Type(value = InstanceEvent.Adopted.class, name = "adopted"),
  @JsonSubTypes.Type(value = InstanceEvent.OperationBegan.class, name = "operation-began"),
  @JsonSubTypes.Type(value = InstanceEvent.TaskChanged.class, name = "task-changed"),
  @JsonSubTypes.Type(value = InstanceEvent.IncarnationSeen.class, name = "incarnation-seen"),
  @JsonSubTypes.Type(value = InstanceEvent.RebootEscalated.class, name = "reboot-escalated"),
  @JsonSubTypes.Type(value = InstanceEvent.OperationFailed.class, name = "operation-failed"),
  @JsonSubTypes.Type(value = InstanceEvent.OperationEnded.class, name = "operation-ended"),
  @JsonSubTypes.Type(value = InstanceEvent.Settled.class, name = "settled"),
  @JsonSubTypes.Type(value = InstanceEvent.LeftBehind.class, name = "left-behind"),
  @JsonSubTypes.Type(value = InstanceEvent.LeftoversSwept.class, name = "leftovers-swept"),
  @JsonSubTypes.Type(value = InstanceEvent.FoundAs.class, name = "found-as"),
  @JsonSubTypes.Type(value = InstanceEvent.PowerStateSeen.class, name = "power-state-seen"),
  @JsonSubTypes.Type(value = InstanceEvent.JournalReread.class, name = "journal-reread"),
  @JsonSubTypes.Type(value = InstanceEvent.KeyTaken.class, name = "key-taken"),
  @JsonSubTypes.Type(value = InstanceEvent.OfMigration.class, name = "of-migration")
})
public sealed interface InstanceEvent extends StoredEvent {

  /** The instance was accepted for a host; its boot began. */
  record Created(InstanceSpec spec, String host, Instant at) implements InstanceEvent {}

  /** A guest that was there already was taken over, as it is. */
  record Adopted(InstanceSpec spec, String host, VmState vmState, PowerState powerState, Instant at)
      implements InstanceEvent {}

  /** An operation was accepted. */
  record OperationBegan(OperationKind kind, Instant at) implements InstanceEvent {}

  /** The operation is about to do something else to its host. */
  record TaskChanged(TaskState taskState) implements InstanceEvent {}

  /** The incarnation that a reboot is about to end. */
  record IncarnationSeen(Incarnation incarnation) implements InstanceEvent {}

  /** The guest did not end by itself: the soft reboot goes on as a hard one. */
  record RebootEscalated(String why) implements InstanceEvent {}

  /** The operation cannot succeed any more; what it made is being undone. */
  record OperationFailed(Reason reason, String why) implements InstanceEvent {}

  /**
   * The operation is over.
   *
   * @param vmState the state that follows
   * @param powerState what the hypervisor said last
   * @param fault why it failed, or null
   * @param claimed whether a claim on the host is still held
   * @param unsettled whether the host could not be asked what became of the guest
   * @param leftovers what could not be released in time
   */
  record OperationEnded(
      VmState vmState,
      PowerState powerState,
      @Nullable Reason fault,
      boolean claimed,
      boolean unsettled,
      List<Leftover> leftovers,
      Instant at)
      implements InstanceEvent {
    /** Copies the list. */
    public OperationEnded {
      leftovers = List.copyOf(leftovers);
    }
  }

  /**
   * The host could be asked at last what an operation left, and the guest is there.
   *
   * @param fault why the operation failed; null when it did not after all
   */
  record Settled(VmState vmState, PowerState powerState, @Nullable Reason fault)
      implements InstanceEvent {}

  /** Something was found on the host of an idle instance that should not be there. */
  record LeftBehind(List<Leftover> leftovers) implements InstanceEvent {
    /** Copies the list. */
    public LeftBehind {
      leftovers = List.copyOf(leftovers);
    }
  }

  /** What was left over was tried again; this remains. */
  record LeftoversSwept(List<Leftover> remaining) implements InstanceEvent {
    /** Copies the list. */
    public LeftoversSwept {
      remaining = List.copyOf(remaining);
    }
  }

  /** The guest of an idle instance was found in another state than it was left in. */
  record FoundAs(VmState vmState, PowerState powerState) implements InstanceEvent {}

  /** The hypervisor said something new of an idle instance. */
  record PowerStateSeen(PowerState powerState) implements InstanceEvent {}

  /**
   * The journal was read again after a write whose end was not known. Changes nothing, but takes
   * the place of that write, so that it cannot be stored late.
   */
  record JournalReread(Instant at) implements InstanceEvent {}

  /** What was recorded with this was asked for under a key. */
  record KeyTaken(KeyedRequest request) implements InstanceEvent {}

  /** Something happened to one of its migrations. */
  record OfMigration(MigrationEvent event) implements InstanceEvent {}
}
