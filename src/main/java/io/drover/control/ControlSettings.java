package io.drover.control;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.drover.runtime.Waits;

/**
 * How much one server bears; each is explained in {@code reference.conf}.
 *
 * @param clients connections at a time
 * @param lineBytes the longest request
 * @param requests of one client, unanswered
 * @param events of one client's watch, unread
 */
public record ControlSettings(int clients, int lineBytes, int requests, int events) {

  /** No request is shorter than this. */
  private static final int SHORT_LINE = 256;

  /**
   * Reads the settings below {@code drover.serve}.
   *
   * @throws ConfigException when one of them cannot be used
   */
  public static ControlSettings from(Config serve) {
    Waits counts = Waits.plain(serve);
    long lineBytes = serve.getBytes("line-bytes");
    if (lineBytes < SHORT_LINE || lineBytes > Integer.MAX_VALUE) {
      throw new ConfigException.BadValue(
          serve.getValue("line-bytes").origin(),
          "line-bytes",
          "must be at least " + SHORT_LINE + " bytes and at most 2 GiB");
    }
    return new ControlSettings(
        counts.count("clients", 1),
        (int) lineBytes,
        counts.count("requests", 1),
        counts.count("events", 1));
  }
}
