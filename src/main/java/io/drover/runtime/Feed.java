package io.drover.runtime;

import io.drover.model.Notice;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.typed.ActorRef;

/** Tells notices to whoever subscribed. Costs nothing while nobody has. Thread-safe. */
public final class Feed {
  private final List<ActorRef<Notice>> subscribers = new CopyOnWriteArrayList<>();

  /** Tells all subscribers; never blocks. */
  public void publish(Notice notice) {
    for (ActorRef<Notice> subscriber : subscribers) {
      subscriber.tell(notice);
    }
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
