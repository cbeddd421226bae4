package io.drover.simulation;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;

/**
 * One incarnation of an actor system on a {@link VirtualTimeline}: it starts once and ends once, in
 * order by {@link #close()} or as a killed process does by {@link #crash()}. Either way nothing of
 * it runs any more, and a further incarnation goes on at the same virtual time.
 */
public final class VirtualSystem implements AutoCloseable {

  /** How the classes that Pekko creates by name find the incarnation they are part of. */
  static final String INCARNATION = "drover.simulation.incarnation";

  /** In virtual time; more than the sum of Pekko's own shutdown timeouts. */
  private static final Duration CLOSE_LIMIT = Duration.ofMinutes(5);

  /** In real time; Pekko's own start-up timeouts are 5 to 20 s. */
  private static final Duration START_PATIENCE = Duration.ofMinutes(1);

  private static final Map<String, VirtualSystem> INCARNATIONS = new ConcurrentHashMap<>();
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final VirtualTimeline timeline;
  private final String id;
  private volatile @Nullable StartPump start;
  private volatile boolean over;
  private @Nullable ActorSystem<?> system;

  VirtualSystem(VirtualTimeline timeline, String name) {
    this.timeline = timeline;
    this.id = name + "#" + NUMBERS.incrementAndGet();
    INCARNATIONS.put(id, this);
  }

  /**
   * The incarnation that a system's settings name.
   *
   * @throws IllegalStateException when there is none, because {@link #start} did not make the
   *     system
   */
  static VirtualSystem of(Config settings) {
    VirtualSystem incarnation =
        settings.hasPath(INCARNATION) ? INCARNATIONS.get(settings.getString(INCARNATION)) : null;
    if (incarnation == null) {
      throw new IllegalStateException(
          "A system on virtual time is started by VirtualSystem.start, while its incarnation lives");
    }
    return incarnation;
  }

  /** The given settings with all that runs on a thread or reads a clock put on this timeline. */
  public Config overlay(Config settings) {
    return Overlay.over(settings, id);
  }

  /**
   * Starts an actor system with {@link #overlay} over the given settings. No virtual time passes,
   * and nobody else's work runs meanwhile. The guardian starts when the loop is driven next, so
   * that all it does is in the order of the seed.
   *
   * @throws IllegalStateException when this incarnation was started before or is over, when a
   *     dispatcher is not on the loop, or when the start gets stuck
   */
  public <T> ActorSystem<T> start(Behavior<T> guardian, String name, Config settings) {
    return start(guardian, name, settings, ActorSystemSetup.create());
  }

  /** The same with more than settings say. */
  public <T> ActorSystem<T> start(
      Behavior<T> guardian, String name, Config settings, ActorSystemSetup more) {
    if (system != null || over) {
      throw new IllegalStateException(this + " starts once");
    }
    BootstrapSetup bootstrap =
        BootstrapSetup.create(overlay(settings)).withClassloader(QuickStart.CLASSES);
    ActorSystemSetup setup = more.withSetup(bootstrap);
    try {
      ActorSystem<T> started =
          pumped(() -> ActorSystem.create(LateGuardian.of(guardian), name, setup));
      system = started;
      DispatcherAudit.requireLoop(started);
      LateGuardian.release(started);
      return started;
    } catch (RuntimeException e) {
      crash();
      throw e;
    }
  }

  /** Creates something that takes several threads, while this one runs what they submit. */
  <T> T pumped(Callable<T> creation) {
    StartPump pump = new StartPump(START_PATIENCE);
    start = pump;
    timeline.admitEveryThread();
    try {
      return pump.run(creation, "start of " + id);
    } finally {
      timeline.admitOnlyThisThread();
      start = null;
    }
  }

  /**
   * Calls something that outlives this incarnation, such as a host, as long as this incarnation
   * lives. The answer comes as a task of its own; it never comes once this incarnation is over.
   */
  public <T> CompletionStage<T> call(Supplier<? extends CompletionStage<T>> call) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (!over) {
      call.get()
          .whenCompleteAsync(
              (value, failure) -> {
                if (failure == null) {
                  answer.complete(value);
                } else {
                  answer.completeExceptionally(failure);
                }
              },
              this::execute);
    }
    return answer;
  }

  /** Whether it has crashed or was closed. */
  public boolean isOver() {
    return over;
  }

  /**
   * Ends this incarnation as the death of its process would: from now on no task, timer or message
   * of it runs, whatever anybody still gives it. A task that is running goes on to its end; what it
   * asks for through {@link #call} does not happen any more.
   */
  public void crash() {
    over = true;
    INCARNATIONS.remove(id);
    timeline.drop(this);
  }

  /**
   * Terminates the actor system in order, letting virtual time pass as that needs.
   *
   * @throws IllegalStateException when it does not end; it is dropped all the same
   */
  @Override
  public void close() {
    ActorSystem<?> running = system;
    try {
      if (running != null && !over) {
        running.terminate();
        if (!timeline.runUntil(running.whenTerminated()::isCompleted, CLOSE_LIMIT)) {
          throw new IllegalStateException(this + " did not terminate within " + CLOSE_LIMIT);
        }
      }
    } finally {
      crash();
    }
  }

  VirtualTimeline timeline() {
    return timeline;
  }

  void execute(Runnable work) {
    StartPump pump = start;
    if (pump != null) {
      pump.add(work);
    } else {
      timeline.submit(this, work);
    }
  }

  void executeAtOnce(Runnable work) {
    if (!over) {
      work.run();
    }
  }

  VirtualTimer schedule(long delayNanos, Runnable work) {
    return timeline.schedule(this, delayNanos, work);
  }

  @Override
  public String toString() {
    return id;
  }
}
