package io.drover.runtime;

import java.time.Duration;
import java.time.Instant;

/** The machine's clock. */
final class RealClock extends DroverClock {

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime());
  }
}
