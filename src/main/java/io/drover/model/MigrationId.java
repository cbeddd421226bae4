package io.drover.model;

/** The identity of one live migration; also the idempotency key of its hook. */
public record MigrationId(String value) {

  /** Refuses an empty id with an {@link IllegalArgumentException}. */
  public MigrationId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a migration id must not be empty");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
