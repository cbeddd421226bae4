package io.drover.host;

import io.drover.runtime.Waits;
import java.time.Duration;

/**
 * How a host is worked with; the keys of {@code drover.host}, explained in {@code reference.conf}.
 */
public record HostSettings(
    Duration infoTimeout,
    Duration callTimeout,
    Duration createTimeout,
    Duration saveTimeout,
    Duration commandTimeout,
    Duration connectTimeout,
    Duration bulkWindow,
    int controlCalls,
    int bulkCalls,
    int stuckCalls,
    Duration heartbeatInterval,
    int heartbeatMisses,
    Duration probeInterval,
    Duration stuckProbeDelay,
    Duration syncInterval,
    Duration diskScanInterval,
    int diskScanParallelism) {

  /** Reads {@code drover.host}. */
  public static HostSettings from(Waits waits) {
    return new HostSettings(
        waits.positive("info-timeout"),
        waits.positive("call-timeout"),
        waits.positive("create-timeout"),
        waits.positive("save-timeout"),
        waits.positive("command-timeout"),
        waits.positive("connect-timeout"),
        waits.duration("bulk-window"),
        waits.count("control-calls", 1),
        waits.count("bulk-calls", 1),
        waits.count("stuck-calls", 1),
        waits.positive("heartbeat-interval"),
        waits.count("heartbeat-misses", 1),
        waits.positive("probe-interval"),
        waits.positive("stuck-probe-delay"),
        waits.positive("sync-interval"),
        waits.positive("disk-scan-interval"),
        waits.count("disk-scan-parallelism", 1));
  }
}
