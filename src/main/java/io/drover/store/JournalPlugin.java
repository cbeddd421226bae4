package io.drover.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import org.apache.pekko.actor.Actor;

/**
 * The journal plugin that {@code drover.journal-plugin} names, which is only made when it is used.
 */
public final class JournalPlugin {
  private static final String NAME = "drover.journal-plugin";

  private JournalPlugin() {}

  /**
   * Finds out whether the plugin could be made, and makes nothing.
   *
   * @param root the whole configuration
   * @param classes where its class is looked for
   * @throws ConfigException when it is not configured, or its class or its dispatcher is not there
   */
  public static void check(Config root, ClassLoader classes) {
    String plugin = root.getString(NAME);
    if (!root.hasPath(plugin + ".class")) {
      throw unusable(root, NAME, "must be the id of a journal plugin");
    } else if (!isActor(root.getString(plugin + ".class"), classes)) {
      throw unusable(root, plugin + ".class", "must be the class of a journal plugin");
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
