package io.drover.simulation;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Holds a guardian back until its system has started, whose order no seed decides. */
final class LateGuardian {

  private enum Release {
    INSTANCE
  }

  private LateGuardian() {}

  /** A behaviour that becomes the guardian with {@link #release}. */
  @SuppressWarnings("unchecked") // Only the release reaches it before it is the guardian itself.
  static <T> Behavior<T> of(Behavior<T> guardian) {
    return Behaviors.receive(Object.class)
        .onMessage(Release.class, release -> (Behavior<Object>) guardian)
        .build()
        .narrow();
  }

  static void release(ActorSystem<?> system) {
    system.<Object>unsafeUpcast().tell(Release.INSTANCE);
  }
}
