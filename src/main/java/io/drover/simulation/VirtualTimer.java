package io.drover.simulation;

import io.drover.runtime.Timeline;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A task that waits for its moment, then among the ready ones. Guarded by its agenda. */
final class VirtualTimer extends Task implements Timeline.Scheduled, Comparable<VirtualTimer> {

  private static final Comparator<VirtualTimer> BY_MOMENT_THEN_AGE =
      Comparator.<VirtualTimer>comparingLong(timer -> timer.due)
          .thenComparingLong(timer -> timer.sequence);

  private final Agenda agenda;
  private final long due;
  private final long sequence;
  private boolean over;

  /**
   * @param due the moment, in nanoseconds since the start
   * @param sequence the order among timers of one moment
   */
  VirtualTimer(
      Agenda agenda, long due, long sequence, @Nullable VirtualSystem owner, Runnable work) {
    super(owner, work);
    this.agenda = agenda;
    this.due = due;
    this.sequence = sequence;
  }

  long due() {
    return due;
  }

  @Override
  public void cancel() {
    tryCancel();
  }

  /** Whether this call is what keeps the task from running. */
  boolean tryCancel() {
    return agenda.cancel(this);
  }

  /** Ends the wait; false when the task has run or was cancelled before. */
  boolean end() {
    boolean first = !over;
    over = true;
    return first;
  }

  @Override
  void run() {
    if (agenda.begin(this)) {
      super.run();
    }
  }

  @Override
  public int compareTo(VirtualTimer other) {
    return BY_MOMENT_THEN_AGE.compare(this, other);
  }
}
