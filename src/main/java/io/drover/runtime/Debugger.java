package io.drover.runtime;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/**
 * Whether somebody may be holding threads at a breakpoint, as {@code drover.debugger} says. While
 * that is so Drover's own waits are stretched, because a breakpoint is not a time-out.
 */
public enum Debugger {
  /** When the JVM was started with a debugger's agent. */
  AUTO,
  ON,
  OFF;

  private static final String KEY = "debugger";

  /**
   * Reads {@code debugger} from the settings below {@code drover}.
   *
   * @throws ConfigException when it is something else than auto, on or off
   */
  public static Debugger from(Config drover) {
    String word = drover.getString(KEY).toLowerCase(Locale.ROOT);
    return switch (word) {
      case "auto" -> AUTO;
      case "on", "true" -> ON;
      case "off", "false" -> OFF;
      default ->
          throw new ConfigException.BadValue(
              drover.getValue(KEY).origin(), KEY, "must be auto, on or off, not '" + word + "'");
    };
  }

  /** Whether waits are to be stretched in a JVM that was started with these arguments. */
  public boolean active(List<String> jvmArguments) {
    return this == ON || (this == AUTO && agentAmong(jvmArguments));
  }

  /** Whether the debug wire protocol's agent is among the arguments of a JVM. */
  public static boolean agentAmong(List<String> jvmArguments) {
    return jvmArguments.stream()
        .anyMatch(
            argument ->
                argument.startsWith("-agentlib:jdwp")
                    || argument.startsWith("-Xrunjdwp")
                    || (argument.startsWith("-agentpath:") && argument.contains("jdwp")));
  }

  /** The arguments with which this JVM was started. */
  public static List<String> jvmArguments() {
    return List.copyOf(ManagementFactory.getRuntimeMXBean().getInputArguments());
  }
}
