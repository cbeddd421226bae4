package io.drover.model;

import java.util.Locale;

/** What became of the one hook, post or recover, that a migration's outcome chose. */
public enum HookState implements Labelled {
  /** No outcome yet. */
  NONE,
  /** Chosen, not yet delivered. */
  PENDING,
  /** It ran to its end. */
  DELIVERED,
  /** It failed or hung in every allowed call. */
  GIVEN_UP;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
