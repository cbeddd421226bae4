package io.drover.simulation;

import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.dispatch.Dispatcher;
import org.apache.pekko.dispatch.MessageDispatcher;

/** Looks up every dispatcher of a system as its actors would. */
final class DispatcherAudit {

  private DispatcherAudit() {}

  /**
   * @throws IllegalStateException when a dispatcher is not on the loop, naming it
   */
  static void requireLoop(ActorSystem<?> system) {
    List<String> strangers =
        Overlay.dispatchersIn(system.settings().config()).stream()
            .filter(id -> !isOnLoop(Adapter.toClassic(system).dispatchers().lookup(id)))
            .toList();
    if (!strangers.isEmpty()) {
      throw new IllegalStateException("Dispatchers with threads of their own: " + strangers);
    }
  }

  private static boolean isOnLoop(MessageDispatcher dispatcher) {
    return dispatcher.getClass() == Dispatcher.class
        && dispatcher
            .configurator()
            .config()
            .getString("executor")
            .equals(VirtualExecutorConfigurator.class.getName());
  }
}
