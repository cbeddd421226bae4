package io.drover;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * The place for the one Drover of an actor system: two would write the same journals. Kept apart
 * from the guardian's actor name, which Pekko frees some time after that actor has ended.
 */
final class OnlyDrover implements Extension {
  private final String system;
  private boolean taken;
  private int times;

  private OnlyDrover(ActorSystem<?> system) {
    this.system = system.name();
  }

  static OnlyDrover of(ActorSystem<?> system) {
    return Id.INSTANCE.apply(system);
  }

  /** Takes the place, and says under which name, unused in this system, the guardian lives. */
  synchronized String take() {
    if (taken) {
      throw new IllegalStateException(
          "a Drover runs in actor system '%s' already; close it and wait for closed() first"
              .formatted(system));
    }
    taken = true;
    times++;
    return times == 1 ? "drover" : "drover-" + times;
  }

  synchronized void leave() {
    taken = false;
  }

  private static final class Id extends ExtensionId<OnlyDrover> {
    private static final Id INSTANCE = new Id();

    @Override
    public OnlyDrover createExtension(ActorSystem<?> system) {
      return new OnlyDrover(system);
    }
  }
}
