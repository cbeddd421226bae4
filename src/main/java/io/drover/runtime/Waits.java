package io.drover.runtime;

import com.typesafe.config.Config;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the lengths of Drover's own waits: deadlines and polls. Under a debugger all of them are
 * longer by one factor, because a breakpoint is not a time-out.
 */
public record Waits(Config config, int factor) {
  private static final Logger LOG = LoggerFactory.getLogger(Waits.class);

  /**
   * The waits below {@code drover}, longer while a debugger may hold threads at a breakpoint, which
   * is said once.
   */
  public static Waits of(Config drover) {
    if (!Debugger.from(drover).active(Debugger.jvmArguments())) {
      return plain(drover);
    }
    int factor = drover.getInt("debugger-factor");
    LOG.warn(
        "a debugger may stop threads: deadlines and polls are {} times as long"
            + " (drover.debugger = off turns this off)",
        factor);
    return new Waits(drover, factor);
  }

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
