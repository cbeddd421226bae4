package io.drover.runtime;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
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

  /**
   * The wait under {@code path}, which may be none at all.
   *
   * @throws ConfigException when it is negative or no duration
   */
  public Duration get(String path) {
    return duration(path).multipliedBy(factor);
  }

  /**
   * The wait under {@code path}, which must be longer than nothing.
   *
   * @throws ConfigException when it is not
   */
  public Duration positive(String path) {
    Duration wait = get(path);
    if (wait.isZero()) {
      throw unusable(path, "must be longer than 0");
    }
    return wait;
  }

  /**
   * The duration under {@code path}, which is no wait of Drover's and never stretched.
   *
   * @throws ConfigException when it is negative or no duration
   */
  public Duration duration(String path) {
    Duration duration = config.getDuration(path);
    if (duration.isNegative()) {
      throw unusable(path, "must not be negative");
    }
    return duration;
  }

  /**
   * The number under {@code path}.
   *
   * @throws ConfigException when it is less than {@code least} or no number
   */
  public int count(String path, int least) {
    int count = config.getInt(path);
    if (count < least) {
      throw unusable(path, "must be at least " + least);
    }
    return count;
  }

  private ConfigException unusable(String path, String why) {
    String found = String.valueOf(config.getAnyRef(path));
    return new ConfigException.BadValue(
        config.getValue(path).origin(), path, why + ", not " + found);
  }
}
