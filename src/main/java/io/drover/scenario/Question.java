package io.drover.scenario;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A verdict that is asked for again and again until it is good. */
final class Question {

  private final Records records;
  private final Supplier<Verdict> evaluation;
  private final boolean onRecordsOnly;
  private long version = -1;
  private @Nullable Verdict latest;

  /**
   * @param onRecordsOnly whether the answer can change only when something is recorded
   */
  Question(Records records, Supplier<Verdict> evaluation, boolean onRecordsOnly) {
    this.records = records;
    this.evaluation = evaluation;
    this.onRecordsOnly = onRecordsOnly;
  }

  /** Whether it holds now. */
  boolean holds() {
    return verdict().ok();
  }

  /** The verdict on what is now. */
  Verdict verdict() {
    Verdict known = latest;
    if (known != null && onRecordsOnly && version == records.version()) {
      return known;
    }
    version = records.version();
    Verdict fresh = evaluation.get();
    latest = fresh;
    return fresh;
  }
}
