package io.drover.scenario;

import io.drover.model.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * How a request was answered.
 *
 * @param outcome null: accepted; else the reason of the refusal, or {@link #NONE}
 * @param detail why, in a sentence; empty when accepted
 */
record Answer(@Nullable String outcome, String detail) {

  /** The outcome of a request that got no proper answer. */
  static final String NONE = "no-answer";

  static final Answer ACCEPTED = new Answer(null, "");

  static Answer refused(Refusal reason, String sentence) {
    return new Answer(reason.label(), sentence);
  }

  /** The orchestrator ended before it answered. */
  static Answer cut() {
    return new Answer(Refusal.UNAVAILABLE.label(), "the orchestrator crashed before it answered");
  }

  static Answer missing(String why) {
    return new Answer(NONE, why);
  }

  /** What an answer is to whoever counts them. */
  enum Kind {
    ACCEPTED,
    REFUSED,
    CUT,
    NONE
  }

  Kind kind() {
    if (outcome == null) {
      return Kind.ACCEPTED;
    } else if (outcome.equals(NONE)) {
      return Kind.NONE;
    }
    return this.equals(cut()) ? Kind.CUT : Kind.REFUSED;
  }

  boolean accepted() {
    return outcome == null;
  }
}
