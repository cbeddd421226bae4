package io.drover.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What is logged while this is open, for code that runs without Pekko's test kit. */
public final class CapturedLog implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  private CapturedLog(Logger logger) {
    this.logger = logger;
    appender.start();
    logger.addAppender(appender);
  }

  /** What one class logs. */
  public static CapturedLog of(Class<?> type) {
    return new CapturedLog((Logger) LoggerFactory.getLogger(type));
  }

  /** What is logged under this name. */
  public static CapturedLog of(String name) {
    return new CapturedLog((Logger) LoggerFactory.getLogger(name));
  }

  /** What everything logs. */
  public static CapturedLog ofAll() {
    return new CapturedLog((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME));
  }

  /** What was logged as a warning or worse. */
  public List<String> warnings() {
    return from(Level.WARN);
  }

  /** What was logged for operators to see, or worse. */
  public List<String> informed() {
    return from(Level.INFO);
  }

  private List<String> from(Level least) {
    return appender.list.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(least))
        .map(event -> String.valueOf(event.getFormattedMessage()))
        .toList();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
  }
}
