package io.drover.runtime;

import java.time.Duration;
import java.time.Instant;

/** A timeline on which things take less time, or more; the wall clock is as it is. */
public final class ScaledTimeline implements Timeline {
  private final Timeline real;
  private final double speed;

  /**
   * The same time, faster.
   *
   * @param speed seconds here in one second there
   * @throws IllegalArgumentException when the speed is not positive and finite
   */
  public ScaledTimeline(Timeline real, double speed) {
    if (!(speed > 0) || Double.isInfinite(speed)) {
      throw new IllegalArgumentException("a speed is positive and finite, not " + speed);
    }
    this.real = real;
    this.speed = speed;
  }

  @Override
  public Instant now() {
    return real.now();
  }

  @Override
  public Duration elapsed() {
    return times(real.elapsed(), speed);
  }

  @Override
  public Scheduled after(Duration delay, Runnable task) {
    return real.after(times(delay, 1 / speed), task);
  }

  /** Rounded up: what is to be over at a moment must not be looked at before it. */
  private static Duration times(Duration time, double factor) {
    return Duration.ofNanos((long) Math.ceil(time.toNanos() * factor));
  }
}
