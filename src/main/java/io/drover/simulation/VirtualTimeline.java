package io.drover.simulation;

import io.drover.runtime.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time and the loop that moves it. What is ready runs, one task after the other in an order
 * that the seed chooses; when nothing is ready, time jumps to the next timer.
 *
 * <p>One thread drives a timeline: the one that calls {@link #runReady()}, {@link #advance} and
 * {@link #runUntil}, and every task runs on it. Tasks given by {@link #after} are the fleet's: they
 * belong to no actor system and outlive each of them, as real hosts would.
 *
 * <p>The driving methods throw
 *
 * <ul>
 *   <li>{@link LivelockException} when too many tasks run at one moment;
 *   <li>{@link CancellationException} when the thread is interrupted, leaving it interrupted;
 *   <li>{@link IllegalStateException} when called from within a task, or when another thread gave
 *       work to the loop, which no seed could repeat; with a pacer, other threads may;
 *   <li>whatever a task of the fleet throws.
 * </ul>
 */
public final class VirtualTimeline implements Timeline {

  /** The wall clock at the start of every timeline. */
  public static final Instant START = Instant.parse("2000-01-01T00:00:00Z");

  /** More than the busiest moment of a run with thousands of instances needs. */
  public static final int DEFAULT_TASKS_PER_MOMENT = 1_000_000;

  private final Agenda agenda;
  private final Pacer pacer;
  private final int tasksPerMoment;
  private boolean driving;
  private int tasksAtThisMoment;
  private long steps;
  private @Nullable Runnable afterEach;
  private @Nullable Runnable atBreak;
  private long breakAt;

  /** The only thread that may give work; null while any may. */
  private volatile @Nullable Thread driver;

  private volatile @Nullable IllegalStateException stranger;

  /** A timeline that never waits for real time. */
  public VirtualTimeline(long seed) {
    this(seed, Pacer.NONE, DEFAULT_TASKS_PER_MOMENT);
  }

  /**
   * @param seed chooses the order of what is ready at the same moment
   * @param pacer waits before time goes on
   * @param tasksPerMoment how many tasks may run before time must have gone on
   */
  public VirtualTimeline(long seed, Pacer pacer, int tasksPerMoment) {
    this.agenda = new Agenda(seed);
    this.pacer = pacer;
    this.tasksPerMoment = tasksPerMoment;
  }

  @Override
  public Instant now() {
    return START.plusNanos(agenda.now());
  }

  @Override
  public Duration elapsed() {
    return Duration.ofNanos(agenda.now());
  }

  @Override
  public Scheduled after(Duration delay, Runnable task) {
    return schedule(null, nanos(delay), task);
  }

  /**
   * A place for one life of an actor system on this timeline: from its start to its crash or its
   * orderly end. Several can live at once.
   *
   * @param name for messages to people
   */
  public VirtualSystem newIncarnation(String name) {
    return new VirtualSystem(this, name);
  }

  /**
   * How many tasks have begun. The same seed gives the same task the same number, so that a crash
   * can be put between any two of them.
   */
  public long steps() {
    return steps;
  }

  /** Has {@code hook} run after each task, for checks; it must not drive the loop. */
  public void afterEach(Runnable hook) {
    afterEach = hook;
  }

  /**
   * Has {@code action} run once, between two tasks: after so many further ones. Replaces what was
   * asked for before and has not come yet.
   *
   * @throws IllegalArgumentException when it is to come before the next task is over
   */
  public void afterTasks(long tasks, Runnable action) {
    if (tasks < 1) {
      throw new IllegalArgumentException("A break comes after a task or more, not after " + tasks);
    }
    breakAt = steps + tasks;
    atBreak = action;
  }

  /** Takes back what {@link #afterTasks} asked for; whether that had not come yet. */
  public boolean cancelBreak() {
    boolean waiting = atBreak != null;
    atBreak = null;
    return waiting;
  }

  /** Runs until nothing is ready; time stands still. */
  public void runReady() {
    advance(Duration.ZERO);
  }

  /** Lets time pass, and runs everything that is due until then, the last moment included. */
  public void advance(Duration time) {
    runUntil(() -> false, time);
  }

  /**
   * Runs until the condition holds, which is asked at first and after each task, or until the limit
   * is over and everything ready at that last moment has run.
   *
   * @return whether the condition held
   */
  public boolean runUntil(BooleanSupplier condition, Duration limit) {
    if (driving) {
      throw new IllegalStateException("A task must not drive the loop that runs it");
    }
    driving = true;
    admitOnlyThisThread();
    try {
      long end = Agenda.saturatedAdd(agenda.now(), nanos(limit));
      if (condition.getAsBoolean()) {
        return true;
      }
      do {
        while (runNext()) {
          if (condition.getAsBoolean()) {
            return true;
          }
        }
      } while (advanceTo(end));
      return condition.getAsBoolean();
    } finally {
      driving = false;
    }
  }

  private boolean runNext() {
    IllegalStateException trespass = stranger;
    if (trespass != null) {
      throw trespass;
    }
    Task task = agenda.take();
    if (task == null) {
      return false;
    }
    if (++tasksAtThisMoment > tasksPerMoment) {
      throw new LivelockException(tasksPerMoment, elapsed(), task);
    }
    steps++;
    try {
      task.run();
    } catch (Throwable e) {
      // A mailbox throws it without declaring it.
      if (e instanceof InterruptedException) {
        throw interrupted();
      }
      throw e;
    }
    afterTask();
    return true;
  }

  private void afterTask() {
    Runnable action = atBreak;
    if (action != null && steps >= breakAt) {
      atBreak = null;
      action.run();
    }
    Runnable hook = afterEach;
    if (hook != null) {
      hook.run();
    }
  }

  /** Lets time go on to the next timer, at the latest to the end; false when nothing is ready. */
  private boolean advanceTo(long end) {
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted();
    }
    long next = agenda.nextMoment(end);
    if (next > agenda.now()) {
      try {
        pacer.await(elapsed(), Duration.ofNanos(next));
      } catch (InterruptedException e) {
        throw interrupted();
      }
      tasksAtThisMoment = 0;
    }
    return agenda.moveTo(next);
  }

  private CancellationException interrupted() {
    Thread.currentThread().interrupt();
    return new CancellationException("Interrupted at " + elapsed());
  }

  long nowNanos() {
    return agenda.now();
  }

  void submit(VirtualSystem owner, Runnable work) {
    watchForStrangers();
    agenda.submit(owner, work);
  }

  VirtualTimer schedule(@Nullable VirtualSystem owner, long delayNanos, Runnable work) {
    watchForStrangers();
    return agenda.schedule(owner, delayNanos, work);
  }

  void drop(VirtualSystem owner) {
    agenda.drop(owner);
  }

  /** While an actor system starts: some of that is done on other threads. */
  void admitEveryThread() {
    driver = null;
  }

  void admitOnlyThisThread() {
    driver = Thread.currentThread();
  }

  /** Noted here, thrown by the loop: what throws in the stranger is easily lost. */
  private void watchForStrangers() {
    Thread allowed = driver;
    if (allowed != null && allowed != Thread.currentThread() && pacer == Pacer.NONE) {
      stranger =
          new IllegalStateException(
              "Thread %s gave work to a loop that it does not drive; it may have run what was attached to a stage of Pekko's, see io.drover.runtime.Stages"
                  .formatted(Thread.currentThread().getName()));
    }
  }

  private static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }
}
