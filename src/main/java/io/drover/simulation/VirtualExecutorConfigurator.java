package io.drover.simulation;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/**
 * Puts a dispatcher on the loop; named as {@code executor} in the dispatcher's settings.
 *
 * <p>The loggers' dispatcher runs its tasks at once instead, on the thread that logs: an order that
 * depended on the log level could not be looked into with a more talkative one.
 */
public final class VirtualExecutorConfigurator extends ExecutorServiceConfigurator {

  private final VirtualSystem incarnation;

  /** Called by Pekko. */
  public VirtualExecutorConfigurator(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    incarnation = VirtualSystem.of(prerequisites.settings().config());
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory unused) {
    Consumer<Runnable> loop =
        id.equals(Overlay.LOG_DISPATCHER) ? incarnation::executeAtOnce : incarnation::execute;
    return () -> new Loop(loop);
  }

  /** Holds nothing: what there is to shut down is the incarnation's. */
  private static final class Loop extends AbstractExecutorService {

    private final Consumer<Runnable> loop;
    private volatile boolean shutdown;

    Loop(Consumer<Runnable> loop) {
      this.loop = loop;
    }

    @Override
    public void execute(Runnable task) {
      loop.accept(task);
    }

    @Override
    public void shutdown() {
      shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutdown = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return shutdown;
    }

    @Override
    public boolean isTerminated() {
      return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return shutdown;
    }
  }
}
