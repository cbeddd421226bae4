package io.drover.store.jdbc;

import io.drover.runtime.DroverClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Who writes to a store.
 *
 * @param pid its process
 * @param host the machine that it runs on
 * @param since when it began
 */
record Owner(long pid, String host, Instant since) {

  /** This process, from now on. */
  static Owner self(DroverClock clock) {
    return new Owner(
        ProcessHandle.current().pid(), hostName(), clock.now().truncatedTo(ChronoUnit.SECONDS));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }

  @Override
  public String toString() {
    return "process %d on %s since %s".formatted(pid, host, since);
  }
}
