package io.drover.migration;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.drover.hypervisor.Incarnation;
import io.drover.model.InstanceId;
import io.drover.model.MigrationId;
import io.drover.model.Reason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has happened to one migration; stored in the journal of its instance. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = MigrationEvent.Accepted.class, name = "accepted"),
  @JsonSubTypes.Type(value = MigrationEvent.Queued.class, name = "queued"),
  @JsonSubTypes.Type(value = MigrationEvent.PreparationBegan.class, name = "preparation-began"),
  @JsonSubTypes.Type(value = MigrationEvent.StepBegan.class, name = "step-began"),
  @JsonSubTypes.Type(value = MigrationEvent.PlugFailed.class, name = "plug-failed"),
  @JsonSubTypes.Type(value = MigrationEvent.TransferBegan.class, name = "transfer-began"),
  @JsonSubTypes.Type(value = MigrationEvent.ForceRequested.class, name = "force-requested"),
  @JsonSubTypes.Type(value = MigrationEvent.PostCopyBegan.class, name = "post-copy-began"),
  @JsonSubTypes.Type(value = MigrationEvent.StopRequested.class, name = "stop-requested"),
  @JsonSubTypes.Type(value = MigrationEvent.BecameUnresolved.class, name = "became-unresolved"),
  @JsonSubTypes.Type(value = MigrationEvent.Resolved.class, name = "resolved"),
  @JsonSubTypes.Type(value = MigrationEvent.WordRefuted.class, name = "word-refuted"),
  @JsonSubTypes.Type(value = MigrationEvent.Decided.class, name = "decided"),
  @JsonSubTypes.Type(value = MigrationEvent.Ended.class, name = "ended"),
  @JsonSubTypes.Type(value = MigrationEvent.SweepBegan.class, name = "sweep-began"),
  @JsonSubTypes.Type(value = MigrationEvent.SweepEnded.class, name = "sweep-ended"),
  @JsonSubTypes.Type(value = MigrationEvent.HookDelivered.class, name = "hook-delivered"),
  @JsonSubTypes.Type(value = MigrationEvent.HookGivenUp.class, name = "hook-given-up")
})
public sealed interface MigrationEvent {

  /** Which migration. */
  MigrationId migration();

  /** The request was taken. */
  record Accepted(
      MigrationId migration,
      InstanceId instance,
      String source,
      String destination,
      boolean blockMigration,
      String hooks,
      long generation,
      Instant at)
      implements MigrationEvent {}

  /** It asked for slots. */
  record Queued(MigrationId migration) implements MigrationEvent {}

  /** Its slots were granted. */
  record PreparationBegan(MigrationId migration) implements MigrationEvent {}

  /** From now on this step may have had an effect at the destination. */
  record StepBegan(MigrationId migration, Step step) implements MigrationEvent {}

  /** An attempt to plug the VIFs failed. */
  record PlugFailed(MigrationId migration, int attempt) implements MigrationEvent {}

  /**
   * From now on the guest may move. {@code incarnation} is the one that was seen at the source;
   * {@code deadline} is when the transfer is aborted; {@code postCopy} is whether it may be
   * switched to post-copy.
   */
  record TransferBegan(
      MigrationId migration,
      @Nullable Incarnation incarnation,
      Instant at,
      Instant deadline,
      boolean postCopy)
      implements MigrationEvent {}

  /**
   * It is to come to its end whatever the guest does. From now on the guest may be paused at the
   * source, and is let go on in the end wherever it is; or it may run at the destination.
   */
  record ForceRequested(MigrationId migration, Instant at) implements MigrationEvent {}

  /** The guest runs at the destination and pulls the rest of its memory. */
  record PostCopyBegan(MigrationId migration) implements MigrationEvent {}

  /** It is to end without having moved the guest, if it still can. */
  record StopRequested(MigrationId migration, Reason reason, Instant at)
      implements MigrationEvent {}

  /** Its outcome cannot be told, and why. */
  record BecameUnresolved(MigrationId migration, String why, Instant since)
      implements MigrationEvent {}

  /**
   * An operator says that the guest runs on this host, and, with {@code fenced}, that the copy on
   * the other one cannot run any more. It decides nothing by itself: both hosts are looked at
   * again.
   */
  record Resolved(MigrationId migration, String runsOn, boolean fenced, Instant at)
      implements MigrationEvent {}

  /** What the hosts show contradicts the word that it runs on this host: the word is void. */
  record WordRefuted(MigrationId migration, String runsOn, String why) implements MigrationEvent {}

  /**
   * Where the guest is; with this the location of the instance is committed, and its hook chosen.
   * {@code cutOff} is the host where it is not, if that is known by the word that this host is
   * fenced; null otherwise. {@code callOpen}: whether a call that moves the guest may have its
   * effect yet, since nobody has seen it return.
   */
  record Decided(
      MigrationId migration,
      Outcome outcome,
      @Nullable Reason reason,
      @Nullable String cutOff,
      boolean callOpen,
      Instant at)
      implements MigrationEvent {}

  /** Everything is released or named as left over; the instance is idle. */
  record Ended(MigrationId migration, List<Leftover> leftovers, Instant at)
      implements MigrationEvent {
    /** Copies the list. */
    public Ended {
      leftovers = List.copyOf(leftovers);
    }
  }

  /** The hook ran to its end. */
  record HookDelivered(MigrationId migration, int calls) implements MigrationEvent {}

  /** The hook failed or hung in every allowed call. */
  record HookGivenUp(MigrationId migration, int calls) implements MigrationEvent {}

  /** What was left over on this host is about to be tried again. */
  record SweepBegan(MigrationId migration, String host) implements MigrationEvent {}

  /** It was tried again; this is still left over there. */
  record SweepEnded(MigrationId migration, String host, List<Leftover> remaining)
      implements MigrationEvent {
    /** Copies the list. */
    public SweepEnded {
      remaining = List.copyOf(remaining);
    }
  }
}
