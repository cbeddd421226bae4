package io.drover.simulation;

import io.drover.runtime.DroverClock;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorSystem;

/** The time of the timeline that a system is on. */
public final class VirtualClock extends DroverClock {

  private final VirtualTimeline timeline;

  /** Called by {@link DroverClock} for {@code drover.clock = virtual}. */
  public VirtualClock(ActorSystem<?> system) {
    timeline = VirtualSystem.of(system.settings().config()).timeline();
  }

  @Override
  public Instant now() {
    return timeline.now();
  }

  @Override
  public Duration elapsed() {
    return timeline.elapsed();
  }
}
