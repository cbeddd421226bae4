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
    Duration commandTimeout,
    Duration connectTimeout,
    Duration bulkWindow,
    int controlCalls,
    int bulkCalls,
    int stuckCalls,
    Duration heartbeatInterval,
    int heartbeatMisses,
    Duration probeInterval,
    Duration diskScanInterval,
    int diskScanParallelism) {

  /** Reads {@code drover.host}. */
  public static HostSettings from(Waits waits) {
    return new HostSettings(
        waits.get("info-timeout"),
        waits.get("call-timeout"),
        waits.get("create-timeout"),
        waits.get("command-timeout"),
        waits.get("connect-timeout"),
        waits.config().getDuration("bulk-window"),
        waits.config().getInt("control-calls"),
        waits.config().getInt("bulk-calls"),
        waits.config().getInt("stuck-calls"),
        waits.get("heartbeat-interval"),
        waits.config().getInt("heartbeat-misses"),
        waits.get("probe-interval"),
        waits.get("disk-scan-interval"),
        waits.config().getInt("disk-scan-parallelism"));
  }
}
