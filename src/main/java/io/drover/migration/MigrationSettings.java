package io.drover.migration;

import io.drover.runtime.Waits;
import java.time.Duration;

/**
 * How migrations are carried out; the keys of {@code drover.migration}, {@code drover.vif-plug} and
 * {@code drover.hooks}, explained in {@code reference.conf}.
 */
public record MigrationSettings(
    boolean postCopy,
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
        migration.config().getBoolean("post-copy"),
        migration.positive("progress-interval"),
        migration.positive("start-timeout"),
        migration.positive("completion-timeout-per-gib"),
        migration.duration("downtime"),
        migration.count("downtime-steps", 1),
        migration.duration("downtime-delay"),
        migration.config().getBytes("bandwidth"),
        migration.get("confirm-delay"),
        migration.positive("look-interval"),
        migration.get("unresolved-after"),
        migration.positive("cleanup-interval"),
        migration.get("cleanup-deadline"),
        migration.positive("sweep-interval"),
        Math.max(1, plug.count("attempts", 0)),
        plug.get("interval"),
        hooks.positive("timeout"),
        Math.max(1, hooks.count("attempts", 0)),
        hooks.get("backoff"));
  }
}
