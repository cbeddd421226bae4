package io.drover.simulation;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Decides how long the loop waits in real time before virtual time goes on. */
@FunctionalInterface
public interface Pacer {

  /** Never waits: a run takes as long as its work. */
  Pacer NONE = (from, to) -> {};

  /**
   * Called before virtual time goes on, with both moments as measured from the timeline's start;
   * returns when the later one is due.
   *
   * @throws InterruptedException when the wait was interrupted, which ends the run at once
   */
  void await(Duration from, Duration to) throws InterruptedException;

  /**
   * Plays a run for people to watch. The clock starts with the first wait; work that takes longer
   * than it should is caught up with.
   *
   * @param speed virtual seconds in one real second; 1 is real time
   * @throws IllegalArgumentException when the speed is not positive and finite
   */
  static Pacer realTime(double speed) {
    return new RealTimePacer(speed, System::nanoTime, LockSupport::parkNanos);
  }
}
