package io.drover.simulation;

import java.time.Duration;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/** Persists its number of ticks at each tick, every 500 ms, and notes each event stored. */
final class Ledger extends EventSourcedBehavior<Ledger.Tick, Integer, Integer> {

  enum Tick {
    INSTANCE
  }

  private final Consumer<String> trace;

  static Behavior<Tick> create(String id, Consumer<String> trace) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerAtFixedRate(Tick.INSTANCE, Duration.ofMillis(500));
          return new Ledger(PersistenceId.ofUniqueId(id), trace);
        });
  }

  private Ledger(PersistenceId id, Consumer<String> trace) {
    super(id);
    this.trace = trace;
  }

  @Override
  public Integer emptyState() {
    return 0;
  }

  @Override
  public CommandHandler<Tick, Integer, Integer> commandHandler() {
    return (ticks, tick) ->
        Effect().persist(ticks + 1).thenRun(stored -> trace.accept(" " + stored));
  }

  @Override
  public EventHandler<Integer, Integer> eventHandler() {
    return (ticks, event) -> event;
  }
}
