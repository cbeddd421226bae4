package io.drover.store;

/**
 * A write came too late, or twice: its place in the stream is taken. Nothing of it was stored, and
 * its writer has to read the stream again before it writes.
 */
public final class WriteConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A conflict between the number that a write begins with and the one that comes next. */
  WriteConflictException(String stream, long begins, long next) {
    super("stream %s goes on with event %d, not with %d".formatted(stream, next, begins));
  }
}
