package io.drover.simulation;

import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Lets virtual time go on when its moment has come in real time, at a given speed. */
final class RealTimePacer implements Pacer {

  private final double speed;
  private final LongSupplier nanoTime;
  private final LongConsumer park;
  private boolean started;
  private long realStart;
  private long virtualStart;

  /**
   * @param nanoTime real time, monotonic, in nanoseconds
   * @param park waits for at most the given nanoseconds; may return early, and does when
   *     interrupted
   */
  RealTimePacer(double speed, LongSupplier nanoTime, LongConsumer park) {
    if (!(speed > 0) || Double.isInfinite(speed)) {
      throw new IllegalArgumentException("The speed must be positive and finite, not " + speed);
    }
    this.speed = speed;
    this.nanoTime = nanoTime;
    this.park = park;
  }

  @Override
  public void await(Duration from, Duration to) throws InterruptedException {
    if (!started) {
      started = true;
      realStart = nanoTime.getAsLong();
      virtualStart = from.toNanos();
    }
    long due = (long) ((to.toNanos() - virtualStart) / speed);
    long left = due - (nanoTime.getAsLong() - realStart);
    while (left > 0) {
      park.accept(left);
      if (Thread.interrupted()) {
        throw new InterruptedException("Interrupted while virtual time waited for real time");
      }
      left = due - (nanoTime.getAsLong() - realStart);
    }
  }
}
