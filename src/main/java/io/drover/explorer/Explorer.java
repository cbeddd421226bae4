package io.drover.explorer;

import io.drover.runtime.RealTimeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Plays cases on several threads, each case in a world of its own. */
final class Explorer {

  private static final Duration TELL_EVERY = Duration.ofMillis(500);

  private final int threads;
  private final Function<Case, CaseRun> player;
  private final Consumer<Progress> progress;

  /**
   * @param threads how many cases are played at a time
   * @param player plays one, on several threads
   * @param progress is told how far it is, about twice a second
   */
  Explorer(int threads, Function<Case, CaseRun> player, Consumer<Progress> progress) {
    this.threads = threads;
    this.player = player;
    this.progress = progress;
  }

  /** How far a search is. */
  record Progress(int runs, int failed, Duration elapsed) {}

  /**
   * Plays all cases, or as many as can be begun within the limit, if there is one.
   *
   * @throws java.util.concurrent.CancellationException when the thread is interrupted
   */
  Tally explore(Iterator<Case> cases, @Nullable Duration limit) {
    Tally tally = new Tally();
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try (RealTimeline wall = new RealTimeline()) {
      Duration start = wall.elapsed();
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(workers.submit(() -> work(cases, limit, wall, start, tally)));
      }
      for (Future<?> worker : running) {
        while (!over(worker)) {
          progress.accept(new Progress(tally.total(), tally.failed(), wall.elapsed().minus(start)));
        }
      }
      return tally;
    } finally {
      workers.shutdownNow();
    }
  }

  private void work(
      Iterator<Case> cases,
      @Nullable Duration limit,
      RealTimeline wall,
      Duration start,
      Tally tally) {
    while (limit == null || wall.elapsed().minus(start).compareTo(limit) < 0) {
      Case next;
      synchronized (cases) {
        if (!cases.hasNext()) {
          return;
        }
        next = cases.next();
      }
      tally.add(player.apply(next));
    }
  }

  private static boolean over(Future<?> worker) {
    try {
      worker.get(TELL_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("Interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a worker of the search ended", e.getCause());
    }
  }
}
