package io.drover.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Keeps the log silent while it is open: thousands of runs full of faults would fill it. */
final class Logs implements AutoCloseable {

  private final List<Runnable> undo = new ArrayList<>();

  private Logs() {}

  static Logs silenced() {
    Logs logs = new Logs();
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      for (Logger logger : context.getLoggerList()) {
        Level before = logger.getLevel();
        logs.undo.add(() -> logger.setLevel(before));
        logger.setLevel(Level.OFF);
      }
    }
    return logs;
  }

  @Override
  public void close() {
    undo.forEach(Runnable::run);
  }
}
