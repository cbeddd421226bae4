package io.drover.runtime;

import io.drover.model.Notice;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.typed.javadsl.ActorSource;

/** Tells notices to whoever subscribed. Costs nothing while nobody has. Thread-safe. */
public final class Feed {
  private final SharedKillSwitch streams = KillSwitches.shared("drover-notices");
  private final List<ActorRef<Notice>> subscribers = new CopyOnWriteArrayList<>();
  private final List<Consumer<Notice>> listeners = new CopyOnWriteArrayList<>();

  /** Tells all listeners and subscribers; never blocks, unless a listener does. */
  public void publish(Notice notice) {
    for (Consumer<Notice> listener : listeners) {
      listener.accept(notice);
    }
    for (ActorRef<Notice> subscriber : subscribers) {
      subscriber.tell(notice);
    }
  }

  /** From now on {@code listener} is told, on the thread of whoever has something to tell. */
  public void listen(Consumer<Notice> listener) {
    listeners.add(listener);
  }

  /**
   * A stream of what is told from the moment on at which it is run, until {@link #close()}. A
   * reader that is slower than {@code buffered} notices loses the oldest; one that stops reading is
   * forgotten.
   */
  public Source<Notice, NotUsed> source(int buffered) {
    return ActorSource.<Notice>actorRef(
            notice -> false, notice -> Optional.empty(), buffered, OverflowStrategy.dropHead())
        .via(streams.flow())
        .watchTermination(
            (subscriber, ended) -> {
              subscribe(subscriber);
              Stages.direct(ended).whenComplete((done, failure) -> unsubscribe(subscriber));
              return NotUsed.getInstance();
            });
  }

  /** Ends all streams, those too that are run later. */
  public void close() {
    streams.shutdown();
  }

  /** From now on {@code subscriber} is told. */
  public void subscribe(ActorRef<Notice> subscriber) {
    subscribers.add(subscriber);
  }

  /** From now on {@code subscriber} is not told any more. */
  public void unsubscribe(ActorRef<Notice> subscriber) {
    subscribers.remove(subscriber);
  }
}
