package io.drover.instance;

import io.drover.hypervisor.Incarnation;
import io.drover.model.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The operation that an instance is in, as far as it is durable. Everything else about it can be
 * found out again by looking.
 *
 * @param kind what is being done
 * @param before the incarnation that a reboot ends; null when it is not known, or there was none
 * @param escalated whether a soft reboot went on as a hard one
 * @param failing why it cannot succeed any more and is being undone, or null
 * @param creating whether it may have made a guest
 * @param beganAt when it was accepted
 */
public record Operation(
    OperationKind kind,
    @Nullable Incarnation before,
    boolean escalated,
    @Nullable Reason failing,
    boolean creating,
    Instant beganAt) {

  static Operation of(OperationKind kind, Instant beganAt) {
    return new Operation(kind, null, false, null, false, beganAt);
  }

  Operation withBefore(Incarnation incarnation) {
    return new Operation(kind, incarnation, escalated, failing, creating, beganAt);
  }

  Operation escalate() {
    return new Operation(kind, before, true, failing, creating, beganAt);
  }

  Operation fail(Reason reason) {
    return new Operation(kind, before, escalated, reason, creating, beganAt);
  }

  Operation creating(boolean mayHaveCreated) {
    return new Operation(kind, before, escalated, failing, mayHaveCreated, beganAt);
  }

  /** Whether the guest is to be ended at once rather than asked to end. */
  boolean hard() {
    return kind == OperationKind.HARD_REBOOT || escalated;
  }

  /** Whether the instance has certainly never had a guest, so that its disks may be new. */
  boolean beforeFirstGuest() {
    return kind == OperationKind.BOOT && !creating;
  }

  /** Whether this is a reboot, soft or hard. */
  boolean reboot() {
    return kind == OperationKind.SOFT_REBOOT || kind == OperationKind.HARD_REBOOT;
  }
}
