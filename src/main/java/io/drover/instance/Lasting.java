package io.drover.instance;

import io.drover.instance.InstanceActor.Command;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.EventRejectedException;
import org.jspecify.annotations.Nullable;

/**
 * What an instance's actor keeps when it starts again because its journal rejected an event or the
 * index did not take it.
 */
final class Lasting {
  private final Waiters waiters = new Waiters();
  private final Unanswered unanswered = new Unanswered();
  private final OpenWrites.Writer writer;
  private final Set<String> opened;
  private @Nullable InstanceState announced;
  private boolean started;

  /** {@code opened}: the hosts that the index says its unfinished work may touch. */
  Lasting(OpenWrites.Writer writer, List<String> opened) {
    this.writer = writer;
    this.opened = new TreeSet<>(opened);
  }

  /** The actor, started again when an event was rejected, and at most so many waiting requests. */
  Behavior<Command> around(Behavior<Command> instance, int waitingRequests) {
    return Behaviors.intercept(
        () -> new Door(unanswered, waitingRequests),
        Behaviors.supervise(
                Behaviors.supervise(instance)
                    .onFailure(EventRejectedException.class, SupervisorStrategy.restart()))
            .onFailure(InstanceBehavior.IndexWriteException.class, SupervisorStrategy.restart()));
  }

  /** Who wants to be told of some state. */
  Waiters waiters() {
    return waiters;
  }

  /** Who wants an answer. */
  Unanswered unanswered() {
    return unanswered;
  }

  /** Its write, if one is under way. */
  OpenWrites.Writer writer() {
    return writer;
  }

  /** The hosts that the index says its unfinished work may touch. */
  Set<String> opened() {
    return opened;
  }

  /** Everybody was told of this. */
  void announced(InstanceState state) {
    announced = state;
  }

  /** The journal was read: everybody is told of what is there and was not told yet. */
  void found(InstanceState state, Announcer announcer) {
    InstanceState before = announced;
    if (before != null && !state.equals(before)) {
      announcer.announceFound(before, state);
      waiters.tell(state);
    }
    announced = state;
  }

  /** The actor starts; whether it did before. */
  boolean startsAgain() {
    boolean again = started;
    started = true;
    return again;
  }
}
