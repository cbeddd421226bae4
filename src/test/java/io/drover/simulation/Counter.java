package io.drover.simulation;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Answers each question with its number, which shows in what order they came. */
final class Counter {

  record Ask(ActorRef<Integer> replyTo) {}

  private Counter() {}

  static Behavior<Ask> create() {
    return from(0);
  }

  private static Behavior<Ask> from(int asked) {
    return Behaviors.receiveMessage(
        ask -> {
          ask.replyTo().tell(asked);
          return from(asked + 1);
        });
  }
}
