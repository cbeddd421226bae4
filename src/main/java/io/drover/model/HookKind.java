package io.drover.model;

import java.util.Locale;

/** Which of the two hooks of a migration: after success, or after anything else. */
public enum HookKind implements Labelled {
  POST,
  RECOVER;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
