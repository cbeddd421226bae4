package io.drover.hypervisor.simulated;

import java.time.Duration;

/** Arithmetic of bytes, time and bytes per second, rounded the same way everywhere. */
final class Rate {

  /** So fast that everything is sent in no time. */
  static final long UNLIMITED = Long.MAX_VALUE;

  private static final double NANOS_PER_SECOND = 1e9;

  private Rate() {}

  /** How long {@code bytes} take, rounded up to the nanosecond: never over before the last byte. */
  static Duration timeFor(long bytes, long rate) {
    return rate == UNLIMITED
        ? Duration.ZERO
        : Duration.ofNanos((long) Math.ceil((double) bytes / rate * NANOS_PER_SECOND));
  }

  /** How many bytes fit into {@code time}, rounded down. */
  static long bytesIn(Duration time, long rate) {
    return (long) (time.toNanos() / NANOS_PER_SECOND * rate);
  }
}
