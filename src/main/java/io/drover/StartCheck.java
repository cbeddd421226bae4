package io.drover;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.drover.runtime.Debugger;
import io.drover.runtime.DroverClock;
import io.drover.runtime.Mandate;
import io.drover.runtime.Waits;
import io.drover.store.StoreException;
import io.drover.store.StorePlugins;
import io.drover.store.jdbc.Stores;
import org.apache.pekko.ConfigurationException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;

/**
 * Finds out at the start what would otherwise fail later, in an actor: everything that is made from
 * a name in the configuration. Throws {@link ConfigException} for what cannot be used.
 */
final class StartCheck {
  private static final String CLOCK = "drover.clock";
  private static final String HOOK_DISPATCHER = "drover.hook-dispatcher";

  private StartCheck() {}

  /** What can be said before there is an actor system. */
  static void of(Config root) {
    Config drover = root.getConfig("drover");
    Debugger.from(drover);
    Settings.from(Waits.plain(drover));
    Stores.check(drover);
    StorePlugins.check(root, StartCheck.class.getClassLoader());
  }

  /** What takes an actor system. */
  static void of(ActorSystem<?> system) {
    Config root = system.settings().config();
    Stores.check(root.getConfig("drover"));
    StorePlugins.check(root, system.dynamicAccess().classLoader());
    try {
      DroverClock.get(system);
    } catch (IllegalArgumentException e) {
      throw unusable(root, CLOCK, e);
    }
    try {
      system.dispatchers().lookup(DispatcherSelector.fromConfig(HOOK_DISPATCHER));
    } catch (IllegalArgumentException | ConfigurationException e) {
      throw unusable(root, HOOK_DISPATCHER, e);
    }
    Stores.open(system);
    checkThatItMayAct(Mandate.get(system));
  }

  /** What a system has lost it does not get back, though its store is still open. */
  private static void checkThatItMayAct(Mandate mandate) {
    if (mandate.lost().toCompletableFuture().isDone()) {
      throw new StoreException(
          "this actor system has lost its store, so no Drover can be started in it: "
              + mandate.refusal().orElse(""));
    }
  }

  private static ConfigException unusable(Config root, String path, RuntimeException e) {
    return new ConfigException.BadValue(
        root.getValue(path).origin(), path, String.valueOf(e.getMessage()), e);
  }
}
