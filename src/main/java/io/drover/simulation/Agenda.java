package io.drover.simulation;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The virtual moment, what is ready at it and what waits for a later one. Safe for several threads,
 * because an actor system is started by more than one; moments are nanoseconds since the start.
 */
final class Agenda {

  private final ReadyList ready;
  private final TreeSet<VirtualTimer> timers = new TreeSet<>();
  private long sequence;
  private volatile long now;

  Agenda(long seed) {
    ready = new ReadyList(seed);
  }

  long now() {
    return now;
  }

  synchronized void submit(VirtualSystem owner, Runnable work) {
    if (!owner.isOver()) {
      ready.add(new Task(owner, work));
    }
  }

  /** Work for later; without a delay it is ready at once. */
  synchronized VirtualTimer schedule(@Nullable VirtualSystem owner, long delay, Runnable work) {
    VirtualTimer timer =
        new VirtualTimer(this, saturatedAdd(now, Math.max(0, delay)), sequence++, owner, work);
    if (owner != null && owner.isOver()) {
      timer.end();
    } else if (delay <= 0) {
      ready.add(timer);
    } else {
      timers.add(timer);
    }
    return timer;
  }

  /** Whether the timer's work is to run now: not when it was cancelled while it was ready. */
  synchronized boolean begin(VirtualTimer timer) {
    return timer.end();
  }

  /** Whether this call is what keeps the timer's work from running. */
  synchronized boolean cancel(VirtualTimer timer) {
    boolean cancelled = timer.end();
    if (cancelled) {
      timers.remove(timer);
    }
    return cancelled;
  }

  /** Forgets all work of a system. */
  synchronized void drop(VirtualSystem owner) {
    ready.drop(owner);
    timers.removeIf(timer -> timer.owner() == owner);
  }

  synchronized @Nullable Task take() {
    return ready.take();
  }

  /** When there is something to do next, at the latest at the given end. */
  synchronized long nextMoment(long end) {
    return timers.isEmpty() ? end : Math.min(end, timers.first().due());
  }

  /** Makes it that moment; true when something is ready then. */
  synchronized boolean moveTo(long moment) {
    now = moment;
    while (!timers.isEmpty() && timers.first().due() <= moment) {
      ready.add(timers.pollFirst());
    }
    return !ready.isEmpty();
  }

  static long saturatedAdd(long moment, long delay) {
    long sum = moment + delay;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
