package io.drover.testkit;

import io.drover.model.Labelled;

/** What Drover promises, under the numbers that its design gives. */
public enum Guarantee implements Labelled {
  /** No moment shows two copies of a guest that may run. */
  ONE_RUNNING_COPY("G1", "an instance never runs twice"),
  /** A migration ends once, and one of its two hooks is chosen, once. */
  ONE_OUTCOME("G2", "a migration has one outcome and one hook"),
  /** Claims, slots, VIFs and volumes are those of the guests as they are. */
  NOTHING_LEAKS("G3", "nothing leaks"),
  /** Recorded place and states are the hypervisor's. */
  TRUE_RECORD("G4", "the record is true"),
  /** What was answered with success survives a crash. */
  NOTHING_LOST("G5", "nothing acknowledged is lost"),
  /** Every request is answered and what was accepted ends. */
  NO_SILENCE("G6", "every request is answered and every operation ends"),
  /** What no fault touches is not held up by one. */
  ISOLATION("G7", "what fails holds up nothing but itself"),
  /** A guest that runs is not recorded as broken. */
  NO_FALSE_ALARM("G8", "a healthy guest is never marked error");

  private final String label;
  private final String sentence;

  Guarantee(String label, String sentence) {
    this.label = label;
    this.sentence = sentence;
  }

  /** Its number in the design, such as {@code G1}. */
  @Override
  public String label() {
    return label;
  }

  /** What it promises, in a sentence without a full stop. */
  public String sentence() {
    return sentence;
  }
}
