package io.drover.instance;

import io.drover.runtime.Waits;
import java.time.Duration;

/** The keys of {@code drover.instance}, explained in {@code reference.conf}. */
public record InstanceSettings(
    String journalPlugin,
    Duration pollInterval,
    Duration runningDeadline,
    Duration softRebootTimeout,
    Duration shutdownTimeout,
    Duration shutdownRepeat,
    Duration settleDeadline,
    Duration confirmDelay,
    Duration restartDelay) {

  /** Reads {@code drover.instance} and the journal below {@code drover}. */
  public static InstanceSettings from(Waits drover) {
    Waits instance = drover.at("instance");
    return new InstanceSettings(
        drover.config().getString("journal-plugin"),
        instance.positive("poll-interval"),
        instance.positive("running-deadline"),
        instance.get("soft-reboot-timeout"),
        instance.get("shutdown-timeout"),
        instance.positive("shutdown-repeat"),
        instance.positive("settle-deadline"),
        instance.get("confirm-delay"),
        instance.positive("restart-delay"));
  }
}
