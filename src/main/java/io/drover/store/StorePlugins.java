package io.drover.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import org.apache.pekko.actor.Actor;

/**
 * The ids of the plugins that keep events and snapshots: those of the store, unless the application
 * names its own. A plugin is only made when it is used.
 */
public record StorePlugins(String journal, String snapshots) {
  static final StorePlugins OF_MEMORY =
      new StorePlugins("drover.memory-journal", "drover.memory-snapshots");
  static final StorePlugins OF_A_DATABASE =
      new StorePlugins("drover.database-journal", "drover.database-snapshots");

  private static final String JOURNAL = "journal-plugin";
  private static final String SNAPSHOTS = "snapshot-plugin";

  /**
   * The plugins that are set.
   *
   * @param drover the section of that name
   */
  public static StorePlugins from(Config drover) {
    StorePlugins ofStore = StoreKind.from(drover).plugins();
    return new StorePlugins(
        named(drover, JOURNAL, ofStore.journal()), named(drover, SNAPSHOTS, ofStore.snapshots()));
  }

  private static String named(Config drover, String key, String otherwise) {
    String name = drover.getString(key);
    return name.isEmpty() ? otherwise : name;
  }

  /**
   * Finds out whether both could be made, and makes nothing.
   *
   * @param root the whole configuration
   * @param classes where their classes are looked for
   * @throws ConfigException when one is not configured, or its class or its dispatcher is not there
   */
  public static void check(Config root, ClassLoader classes) {
    Config drover = root.getConfig("drover");
    StorePlugins plugins = from(drover);
    check(root, classes, plugins.journal(), JOURNAL, "a journal plugin");
    check(root, classes, plugins.snapshots(), SNAPSHOTS, "a snapshot plugin");
  }

  private static void check(
      Config root, ClassLoader classes, String plugin, String key, String what) {
    String named = "drover." + key;
    if (!root.hasPath(plugin + ".class")) {
      throw unusable(root, named, "must be the id of " + what);
    } else if (!isActor(root.getString(plugin + ".class"), classes)) {
      throw unusable(root, plugin + ".class", "must be the class of " + what);
    }
    String dispatcher = plugin + ".plugin-dispatcher";
    if (root.hasPath(dispatcher) && !root.hasPath(root.getString(dispatcher))) {
      throw unusable(root, dispatcher, "must be the id of a dispatcher");
    }
  }

  private static boolean isActor(String name, ClassLoader classes) {
    try {
      return Actor.class.isAssignableFrom(Class.forName(name, false, classes));
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static ConfigException unusable(Config root, String path, String what) {
    return new ConfigException.BadValue(
        root.getValue(path).origin(), path, what + ", not " + root.getString(path));
  }
}
