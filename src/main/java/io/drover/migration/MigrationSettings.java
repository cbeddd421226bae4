package io.drover.migration;

import io.drover.runtime.Waits;
import java.time.Duration;

/**
 * How migrations are carried out; the keys of {@code drover.migration}, {@code drover.vif-plug} and
 * {@code drover.hooks}, explained in {@code reference.conf}.
 */
public record MigrationSettings(
    Duration progressInterval,
    Duration startTimeout,
    Duration completionTimeoutPerGib,
    Duration downtime,
    int downtimeSteps,
    Duration downtimeDelay,
    long bandwidth,
    Duration confirmDelay,
    Duration lookInterval,
    Duration unresolvedAfter,
    Duration cleanupInterval,
    Duration cleanupDeadline,
    Duration sweepInterval,
    int plugAttempts,
    Duration plugInterval,
    Duration hookTimeout,
    int hookAttempts,
    Duration hookBackoff) {

  /** Reads the three sections below {@code drover}. */
  public static MigrationSettings from(Waits drover) {
    Waits migration = drover.at("migration");
    Waits plug = drover.at("vif-plug");
    Waits hooks = drover.at("hooks");
    return new MigrationSettings(
        migration.get("progress-interval"),
        migration.get("start-timeout"),
        migration.get("completion-timeout-per-gib"),
        migration.config().getDuration("downtime"),
        migration.config().getInt("downtime-steps"),
        migration.config().getDuration("downtime-delay"),
        migration.config().getBytes("bandwidth"),
        migration.get("confirm-delay"),
        migration.get("look-interval"),
        migration.get("unresolved-after"),
        migration.get("cleanup-interval"),
        migration.get("cleanup-deadline"),
        migration.get("sweep-interval"),
        Math.max(1, plug.config().getInt("attempts")),
        plug.get("interval"),
        hooks.get("timeout"),
        Math.max(1, hooks.config().getInt("attempts")),
        hooks.get("backoff"));
  }
}
