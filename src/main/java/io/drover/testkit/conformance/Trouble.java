package io.drover.testkit.conformance;

/** What goes wrong around the hypervisors while they are tested. */
public enum Trouble {
  /** The source answers nothing any more; its guests go on. Healed, it can be connected again. */
  SILENCE,
  /** The source is off, and is known to be off; its guests are gone. Healed, it is empty. */
  POWER_LOSS,
  /** The next order to pause a guest of the source takes effect, and then an error is reported. */
  LOST_ANSWER,
  /** The two hosts cannot reach each other, and what they transfer breaks; others reach both. */
  CUT_LINK,
  /** The post-copy of the guest, which is under way, breaks. Healed, it can be resumed. */
  BROKEN_POST_COPY,
  /** The guest crashes at once; there is nothing to heal. */
  CRASH
}
