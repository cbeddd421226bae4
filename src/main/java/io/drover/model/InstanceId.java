package io.drover.model;

/**
 * The identity of an instance for all of its life, on every host: its name on the hypervisor's side
 * and the key of its journal. In practice a UUID in text form.
 */
public record InstanceId(String value) implements Comparable<InstanceId> {

  /** Refuses an empty id with an {@link IllegalArgumentException}. */
  public InstanceId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("an instance id must not be empty");
    }
  }

  @Override
  public int compareTo(InstanceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
