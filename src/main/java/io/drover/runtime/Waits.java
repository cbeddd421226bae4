package io.drover.runtime;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * Reads the lengths of Drover's own waits: deadlines and polls. Under a debugger all of them are
 * longer by one factor, because a breakpoint is not a time-out.
 */
public record Waits(Config config, int factor) {

  /** Waits as they are configured. */
  public static Waits plain(Config config) {
    return new Waits(config, 1);
  }

  /** The same waits, read below {@code path}. */
  public Waits at(String path) {
    return new Waits(config.getConfig(path), factor);
  }

  /** The wait under {@code path}. */
  public Duration get(String path) {
    return config.getDuration(path).multipliedBy(factor);
  }
}
