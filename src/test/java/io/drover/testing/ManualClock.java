package io.drover.testing;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.runtime.DroverClock;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.testkit.ExplicitlyTriggeredScheduler;

/**
 * Time that a test moves by hand with {@link #pass}, in whole milliseconds; the order of messages
 * is left to the threads.
 */
public final class ManualClock extends DroverClock {

  /** The wall clock before any time has passed. */
  public static final Instant START = Instant.parse("2000-01-01T00:00:00Z");

  private final ExplicitlyTriggeredScheduler scheduler;

  /** Called by {@link DroverClock}. */
  public ManualClock(ActorSystem<?> system) {
    scheduler = (ExplicitlyTriggeredScheduler) Adapter.toClassic(system).scheduler();
  }

  /** Settings for an {@code ActorTestKit} whose timers and clock stand still. */
  public static Config config() {
    return ConfigFactory.parseString("drover.clock = \"" + ManualClock.class.getName() + "\"")
        .withFallback(ManualTime.config())
        .withFallback(ConfigFactory.load());
  }

  /**
   * Lets time pass on a system with these settings, and each timer fire at its moment. Unlike
   * {@link ManualTime#timePasses} it does not wait a moment before, in the hope that the actors
   * have done their work; a test asks them.
   */
  public static void pass(ActorSystem<?> system, Duration time) {
    ExplicitlyTriggeredScheduler scheduler =
        (ExplicitlyTriggeredScheduler) Adapter.toClassic(system).scheduler();
    scheduler.scheduleOnce(time, () -> {}, system.executionContext());
    scheduler.executeTasks(scheduler.currentTimeMs() + time.toMillis());
  }

  @Override
  public Instant now() {
    return START.plus(elapsed());
  }

  @Override
  public Duration elapsed() {
    return Duration.ofMillis(scheduler.currentTimeMs());
  }
}
