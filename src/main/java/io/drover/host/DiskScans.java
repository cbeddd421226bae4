package io.drover.host;

import io.drover.model.Notice;
import io.drover.runtime.DroverClock;
import io.drover.runtime.Feed;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Sums up a host's disks now and then, and says whether it can promise more. Used by the host's
 * actor alone, in its thread.
 */
final class DiskScans {
  private final HostSpec spec;
  private final HostSettings settings;
  private final HostCalls calls;
  private final HostConnection connection;
  private final Logger log;
  private final DroverClock clock;
  private final Feed feed;
  private @Nullable DiskOverCommit latest;

  DiskScans(
      HostSpec spec,
      HostSettings settings,
      HostCalls calls,
      HostConnection connection,
      Logger log,
      DroverClock clock,
      Feed feed) {
    this.spec = spec;
    this.settings = settings;
    this.calls = calls;
    this.connection = connection;
    this.log = log;
    this.clock = clock;
    this.feed = feed;
  }

  /** Why this many bytes more cannot be promised; empty when they can, or nobody knows. */
  String shortage(long needed) {
    DiskOverCommit sum = latest;
    if (needed > 0 && sum != null && sum.availableLeast(spec.capacity().diskBytes()) < needed) {
      return "%s has promised %d MiB of disk beyond what its guests occupy, too much for %d MiB more"
          .formatted(spec.name(), sum.overCommitted() >> 20, needed >> 20);
    }
    return "";
  }

  /** Begins to sum them up. */
  void scan() {
    calls.submit(
        HostCalls.Kind.SCAN,
        settings.diskScanInterval(),
        () ->
            DiskOverCommit.scan(
                spec.name(),
                spec.hypervisor(),
                settings.diskScanParallelism(),
                connection.materializer()),
        (value, result) -> {
          if (value instanceof DiskOverCommit sum) {
            scanned(sum);
          } else {
            log.warn("the disks of {} could not be summed up: {}", spec.name(), result.message());
          }
        });
  }

  private void scanned(DiskOverCommit sum) {
    if (!sum.equals(latest)) {
      latest = sum;
      feed.publish(
          new Notice.DiskOverCommit(
              clock.now(), spec.name(), sum.overCommitted(), sum.guests(), sum.skipped()));
    }
  }
}
