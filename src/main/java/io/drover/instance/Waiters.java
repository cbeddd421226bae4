package io.drover.instance;

import io.drover.model.InstanceView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;

/** Who wants to be told when an instance has come to some state. */
final class Waiters {
  private final List<Waiter> waiting = new ArrayList<>();

  private record Waiter(Predicate<InstanceState> until, ActorRef<InstanceView> replyTo) {}

  /** Tells at once when it holds already. */
  void add(InstanceState state, Predicate<InstanceState> until, ActorRef<InstanceView> replyTo) {
    waiting.add(new Waiter(until, replyTo));
    tell(state);
  }

  /** Tells and forgets those for whom it holds now. */
  void tell(InstanceState state) {
    waiting.removeIf(
        waiter -> {
          boolean holds = waiter.until().test(state);
          if (holds) {
            waiter.replyTo().tell(state.view());
          }
          return holds;
        });
  }
}
