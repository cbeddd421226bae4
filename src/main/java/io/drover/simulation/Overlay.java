package io.drover.simulation;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The settings that put an actor system on a timeline. */
final class Overlay {

  /** Where Pekko's loggers run: see {@link VirtualExecutorConfigurator}. */
  static final String LOG_DISPATCHER = "drover.simulation.log-dispatcher";

  private static final Pattern DISPATCHER_TYPE =
      Pattern.compile("(Pinned|Balancing)?Dispatcher|.*DispatcherConfigurator");

  private Overlay() {}

  static Config over(Config settings, String incarnation) {
    Config whole = whole(settings);
    Map<String, Object> overlay = new LinkedHashMap<>();
    overlay.put(VirtualSystem.INCARNATION, incarnation);
    overlay.put("drover.clock", "virtual");
    overlay.put("pekko.scheduler.implementation", VirtualScheduler.class.getName());
    overlay.put("pekko.loggers-dispatcher", LOG_DISPATCHER);
    // What is printed before the loggers are there would be mixed with a run's results.
    overlay.put("pekko.stdout-loglevel", "OFF");
    // A simulated process must not end the one that simulates it, nor be held by it.
    overlay.put("pekko.jvm-exit-on-fatal-error", false);
    overlay.put("pekko.jvm-shutdown-hooks", false);
    overlay.put("pekko.coordinated-shutdown.exit-jvm", false);
    overlay.put("pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", false);
    // One message is one task, so that any other can come between any two.
    dispatchersIn(whole).forEach(id -> overlay.put(id, dispatcher(1)));
    overlay.put(LOG_DISPATCHER, dispatcher(Integer.MAX_VALUE));
    return ConfigFactory.parseMap(overlay, "virtual time").withFallback(whole);
  }

  /**
   * With the defaults of everything, unless they are there, as merging them in again takes long.
   */
  private static Config whole(Config settings) {
    return settings.isResolved() && settings.hasPath("pekko.version")
        ? settings
        : settings.withFallback(ConfigFactory.defaultReference()).resolve();
  }

  private static Map<String, Object> dispatcher(int throughput) {
    Map<String, Object> dispatcher = new LinkedHashMap<>();
    dispatcher.put("type", "Dispatcher");
    dispatcher.put("executor", VirtualExecutorConfigurator.class.getName());
    dispatcher.put("throughput", throughput);
    dispatcher.put("throughput-deadline-time", "0 ms");
    return dispatcher;
  }

  /** The path of every dispatcher that the settings define, used or not, in ascending order. */
  static List<String> dispatchersIn(Config settings) {
    List<String> found = new ArrayList<>();
    collect(settings.root(), List.of(), found);
    return found;
  }

  private static void collect(ConfigObject object, List<String> path, List<String> found) {
    if (isDispatcher(object)) {
      found.add(ConfigUtil.joinPath(path));
      return;
    }
    // Not by its entries, each of which would be hashed with all that is below it.
    for (String key : new TreeSet<>(object.keySet())) {
      if (object.get(key) instanceof ConfigObject child) {
        List<String> childPath = new ArrayList<>(path);
        childPath.add(key);
        collect(child, childPath, found);
      }
    }
  }

  private static boolean isDispatcher(ConfigObject object) {
    return !string(object, "executor").isEmpty()
        || DISPATCHER_TYPE.matcher(string(object, "type")).matches();
  }

  private static String string(ConfigObject object, String key) {
    ConfigValue value = object.get(key);
    return value != null && value.unwrapped() instanceof String string ? string : "";
  }
}
