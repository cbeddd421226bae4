package io.drover.testing;

import io.drover.runtime.DroverClock;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorSystem;

/** Time that passes as it does for people, but began at another moment. */
public final class ShiftedClock extends DroverClock {
  private static final String BEGAN = "shifted-clock-began";

  private final Instant began;
  private final long start = System.nanoTime();

  /** Called by {@link DroverClock}. */
  public ShiftedClock(ActorSystem<?> system) {
    began = Instant.parse(system.settings().config().getString(BEGAN));
  }

  /** Settings for a system that believes this moment to be now when it starts. */
  public static String from(Instant moment) {
    return "drover.clock = \"%s\"\n%s = \"%s\"\n"
        .formatted(ShiftedClock.class.getName(), BEGAN, moment);
  }

  @Override
  public Instant now() {
    return began.plus(elapsed());
  }

  @Override
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
