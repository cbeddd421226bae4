package io.drover.migration;

import io.drover.hypervisor.Incarnation;
import io.drover.model.InstanceId;
import io.drover.model.MigrationId;
import io.drover.model.Reason;
import java.time.Instant;
import java.util.List;

/** A migration of i-1 from hv1 to hv2, and one event of each type that it can have. */
public final class MigrationEvents {
  public static final MigrationId ID = new MigrationId("m-1");
  static final InstanceId INSTANCE = new InstanceId("i-1");
  static final Instant NOW = Instant.parse("2000-01-01T00:00:00Z");

  static final MigrationEvent.Accepted ACCEPTED =
      new MigrationEvent.Accepted(ID, INSTANCE, "hv1", "hv2", false, "none", 2, NOW);
  static final MigrationEvent.Accepted BLOCK_MIGRATION =
      new MigrationEvent.Accepted(ID, INSTANCE, "hv1", "hv2", true, "billing", 9, NOW);
  static final MigrationEvent QUEUED = new MigrationEvent.Queued(ID);
  static final MigrationEvent PREPARATION_BEGAN = new MigrationEvent.PreparationBegan(ID);
  static final MigrationEvent TRANSFER_BEGAN =
      new MigrationEvent.TransferBegan(
          ID, new Incarnation(7, NOW.minusSeconds(60)), NOW, NOW.plusSeconds(3200), false);
  static final MigrationEvent FORCE_REQUESTED = new MigrationEvent.ForceRequested(ID, NOW);
  static final MigrationEvent POST_COPY_BEGAN = new MigrationEvent.PostCopyBegan(ID);
  static final MigrationEvent DELIVERED = new MigrationEvent.HookDelivered(ID, 1);
  static final MigrationEvent GIVEN_UP = new MigrationEvent.HookGivenUp(ID, 5);

  static final Leftover VIFS_ON_HV2 =
      new Leftover(CleanUp.Kind.UNPLUG_VIFS, "hv2", "the command hung");
  static final Leftover COPY_ON_HV1 = new Leftover(CleanUp.Kind.DESTROY_COPY, "hv1", "no answer");

  private MigrationEvents() {}

  static MigrationEvent began(Step step) {
    return new MigrationEvent.StepBegan(ID, step);
  }

  static MigrationEvent plugFailed(int attempt) {
    return new MigrationEvent.PlugFailed(ID, attempt);
  }

  static MigrationEvent stop(Reason reason) {
    return new MigrationEvent.StopRequested(ID, reason, NOW);
  }

  static MigrationEvent unresolved(String why) {
    return new MigrationEvent.BecameUnresolved(ID, why, NOW);
  }

  static MigrationEvent resolved(String runsOn) {
    return new MigrationEvent.Resolved(ID, runsOn, true, NOW);
  }

  static MigrationEvent refuted(String runsOn) {
    return new MigrationEvent.WordRefuted(ID, runsOn, "it is absent there");
  }

  static MigrationEvent completed() {
    return new MigrationEvent.Decided(ID, Outcome.AT_DESTINATION, null, null, false, NOW);
  }

  static MigrationEvent failed(Reason reason) {
    return new MigrationEvent.Decided(ID, Outcome.AT_SOURCE, reason, null, false, NOW);
  }

  static MigrationEvent gone(Reason reason) {
    return new MigrationEvent.Decided(ID, Outcome.GONE, reason, null, false, NOW);
  }

  static MigrationEvent ended(Leftover... leftovers) {
    return new MigrationEvent.Ended(ID, List.of(leftovers), NOW);
  }

  static MigrationEvent sweepBegan(String host) {
    return new MigrationEvent.SweepBegan(ID, host);
  }

  static MigrationEvent sweepEnded(String host, Leftover... remaining) {
    return new MigrationEvent.SweepEnded(ID, host, List.of(remaining));
  }

  /** At least one event of each type, with and without what is optional. */
  public static List<MigrationEvent> all() {
    return List.of(
        ACCEPTED,
        BLOCK_MIGRATION,
        QUEUED,
        PREPARATION_BEGAN,
        began(Step.CLAIM),
        began(Step.VOLUMES),
        began(Step.VIFS),
        plugFailed(3),
        TRANSFER_BEGAN,
        new MigrationEvent.TransferBegan(ID, null, NOW, NOW.plusSeconds(1600), true),
        FORCE_REQUESTED,
        POST_COPY_BEGAN,
        stop(Reason.ABORTED),
        stop(Reason.DELETED),
        unresolved("hv2 cannot be asked: no answer"),
        resolved("hv2"),
        refuted("hv2"),
        completed(),
        failed(Reason.VIF_PLUG),
        gone(Reason.GUEST_GONE),
        ended(),
        ended(VIFS_ON_HV2, COPY_ON_HV1),
        sweepBegan("hv2"),
        sweepEnded("hv2"),
        sweepEnded("hv2", VIFS_ON_HV2),
        DELIVERED,
        GIVEN_UP);
  }

  /** The record after it was accepted and these events followed. */
  static MigrationRecord after(MigrationEvent... events) {
    return after(ACCEPTED, events);
  }

  /** The same for another request. */
  static MigrationRecord after(MigrationEvent.Accepted accepted, MigrationEvent... events) {
    MigrationRecord record = MigrationRecord.of(accepted);
    for (MigrationEvent event : events) {
      if (!record.allows(event)) {
        throw new IllegalArgumentException(record + " does not allow " + event);
      }
      record = record.after(event);
    }
    return record;
  }

  /** A block migration whose transfer is under way. */
  static MigrationRecord copyingDisks() {
    return after(
        BLOCK_MIGRATION,
        QUEUED,
        PREPARATION_BEGAN,
        began(Step.CLAIM),
        began(Step.VOLUMES),
        TRANSFER_BEGAN);
  }

  static MigrationRecord queued() {
    return after(QUEUED);
  }

  static MigrationRecord preparing(Step... begun) {
    MigrationRecord record = after(QUEUED, PREPARATION_BEGAN);
    for (Step step : begun) {
      record = record.after(began(step));
    }
    return record;
  }

  static MigrationRecord running() {
    return preparing(Step.CLAIM, Step.VOLUMES, Step.VIFS).after(TRANSFER_BEGAN);
  }

  /** It may be switched to post-copy, and is to be. */
  static MigrationRecord forcedByPostCopy() {
    return preparing(Step.CLAIM, Step.VOLUMES, Step.VIFS)
        .after(
            new MigrationEvent.TransferBegan(
                ID, new Incarnation(7, NOW.minusSeconds(60)), NOW, NOW.plusSeconds(3200), true))
        .after(FORCE_REQUESTED);
  }
}
