package io.drover.store.jdbc;

import io.drover.runtime.BoundedThreads;
import io.drover.runtime.Mandate;
import java.time.Duration;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContext;

/**
 * Looks again and again whether a folder is still held, on a thread of its own, and has this
 * process lose its {@link Mandate} for good when it is not.
 */
final class HoldCheck implements OpenStore.Hold {
  private static final Logger log = LoggerFactory.getLogger(HoldCheck.class);

  private final FolderHold hold;
  private final Mandate mandate;
  private final BoundedThreads thread = new BoundedThreads("drover-hold", 1, 1);
  private @Nullable Cancellable looks;

  private HoldCheck(FolderHold hold, Mandate mandate) {
    this.hold = hold;
    this.mandate = mandate;
  }

  /** From now on it is looked, as often as this. */
  static HoldCheck begin(FolderHold hold, Duration interval, ActorSystem<?> system) {
    HoldCheck check = new HoldCheck(hold, Mandate.get(system));
    check.begin(interval, system);
    return check;
  }

  private synchronized void begin(Duration interval, ActorSystem<?> system) {
    looks =
        system
            .scheduler()
            .scheduleWithFixedDelay(
                interval, interval, this::look, ExecutionContext.fromExecutor(thread));
  }

  private synchronized void look() {
    if (looks != null) {
      hold.doubt().ifPresent(this::lose);
    }
  }

  private void lose(String why) {
    stop();
    log.error("{}: this Drover ends", why);
    mandate.lose(why);
  }

  private void stop() {
    if (looks != null) {
      looks.cancel();
      looks = null;
    }
    thread.close();
  }

  /** Lets the folder go. */
  @Override
  public synchronized void close() {
    stop();
    hold.close();
  }
}
