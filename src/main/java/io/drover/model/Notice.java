package io.drover.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened, told to whoever watches. Notices of one instance arrive in order;
 * they are told once and not kept: the records are the truth.
 */
public sealed interface Notice {

  /** When it happened. */
  Instant at();

  /** Something was recorded of an instance, which is now like this. */
  record InstanceRecorded(Instant at, InstanceView view) implements Notice {}

  /** An instance's recorded state changed. */
  record InstanceChanged(
      Instant at,
      InstanceId instance,
      String name,
      String host,
      VmState vmState,
      TaskState taskState,
      PowerState powerState,
      @Nullable Reason fault)
      implements Notice {}

  /** A migration's recorded status changed. */
  record MigrationChanged(
      Instant at,
      InstanceId instance,
      MigrationId migration,
      String source,
      String destination,
      MigrationStatus status,
      @Nullable Reason reason,
      List<String> leftovers)
      implements Notice {}

  /** A queued migration waits for slots, and why; told when the reason changes. */
  record MigrationWaits(Instant at, InstanceId instance, MigrationId migration, String waitsFor)
      implements Notice {}

  /** How far a transfer is: bytes, bytes per second, and the pause that is allowed at present. */
  record MigrationProgress(
      Instant at,
      InstanceId instance,
      MigrationId migration,
      long iteration,
      long memoryTotal,
      long memoryRemaining,
      long rate,
      long dirtyRate,
      Duration maxDowntime)
      implements Notice {}

  /** The outcome of a migration cannot be told at present. */
  record MigrationUnresolved(
      Instant at, InstanceId instance, MigrationId migration, String why, Instant since)
      implements Notice {}

  /** An attempt to plug VIFs failed. */
  record VifPlugFailed(
      Instant at, InstanceId instance, String host, int attempt, int attempts, String error)
      implements Notice {}

  /**
   * A hook was called, a call of it failed, it succeeded, or it was given up.
   *
   * @param state pending until it has succeeded or is given up
   * @param call which call of the hook this is about, from 1
   * @param error why that call failed; empty when it began or succeeded
   */
  record HookProgress(
      Instant at,
      InstanceId instance,
      MigrationId migration,
      HookKind hook,
      HookState state,
      int call,
      String error)
      implements Notice {}

  /**
   * A host's state changed, and why. One that is up and disabled is told as {@link
   * HostState#DISABLED}.
   */
  record HostChanged(Instant at, String host, HostState state, String why) implements Notice {}

  /** A host's disks were summed up: bytes promised beyond what they occupy. */
  record DiskOverCommit(Instant at, String host, long bytes, int guests, int skipped)
      implements Notice {}
}
