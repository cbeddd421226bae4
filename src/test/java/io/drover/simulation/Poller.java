package io.drover.simulation;

import java.time.Duration;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Asks a counter each 500 ms, and notes each question and each answer. */
final class Poller {

  static final Duration INTERVAL = Duration.ofMillis(500);

  private static final int TICK = -1;

  private Poller() {}

  static Behavior<Integer> create(ActorRef<Counter.Ask> counter, Consumer<String> trace) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerAtFixedRate(TICK, INTERVAL);
          return Behaviors.receive(
              (context, message) -> {
                if (message == TICK) {
                  trace.accept(" asks");
                  counter.tell(new Counter.Ask(context.getSelf()));
                } else {
                  trace.accept(" answered");
                }
                return Behaviors.same();
              });
        });
  }
}
