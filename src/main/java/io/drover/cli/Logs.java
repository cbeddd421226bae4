package io.drover.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** The log of this process. */
final class Logs {

  private Logs() {}

  /** Ends it: thousands of runs in which nearly everything goes wrong would fill it. */
  static void silence() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      for (Logger logger : context.getLoggerList()) {
        logger.setLevel(Level.OFF);
      }
    }
  }
}
