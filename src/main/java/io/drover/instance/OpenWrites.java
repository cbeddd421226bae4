package io.drover.instance;

import io.drover.model.Refusal;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many writes of one Drover the journal has not acknowledged. Beyond a limit no new request is
 * taken; what was accepted goes on writing. Thread-safe.
 */
public final class OpenWrites {
  private final int limit;
  private final AtomicInteger open = new AtomicInteger();

  /** None yet, and at most so many before requests are refused. */
  public OpenWrites(int limit) {
    this.limit = limit;
  }

  /** Counts one more for a new request, if there is room for it. */
  boolean tryBegin() {
    int before = open.getAndUpdate(now -> now < limit ? now + 1 : now);
    return before < limit;
  }

  void end(int writes) {
    open.addAndGet(-writes);
  }

  /** How many there are. */
  public int count() {
    return open.get();
  }

  /** For one writer, which has one write under way at most. */
  Writer writer() {
    return new Writer();
  }

  Rejection busy() {
    return new Rejection(
        Refusal.BUSY,
        "the journal has %d writes to acknowledge already; try again soon".formatted(limit));
  }

  /** One writer: its write is counted from its beginning until the writer knows how it ended. */
  final class Writer {
    private boolean writing;

    /** A write that goes on from what was accepted begins. */
    void begin() {
      if (!writing) {
        writing = true;
        open.incrementAndGet();
      }
    }

    /** A write for a new request begins, if there is room for it. */
    boolean tryBegin() {
      if (!writing) {
        writing = OpenWrites.this.tryBegin();
      }
      return writing;
    }

    /** It ended, or nobody can say any more how it did. */
    void end() {
      if (writing) {
        writing = false;
        OpenWrites.this.end(1);
      }
    }
  }
}
