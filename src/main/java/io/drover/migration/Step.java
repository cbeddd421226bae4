package io.drover.migration;

/** What is made at the destination before a transfer, in this order; undone in the reverse. */
public enum Step {
  CLAIM,
  VOLUMES,
  VIFS
}
