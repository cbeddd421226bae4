package io.drover.model;

/**
 * The identity of an instance for all of its life, on every host: its name on the hypervisor's side
 * and the key of its journal. In practice a UUID in text form.
 */
public record InstanceId(String value) implements Comparable<InstanceId> {

  private static final int LONGEST = 200;

  /**
   * Refuses with an {@link IllegalArgumentException} an id that is empty, too long for a journal,
   * or has control characters in it.
   */
  public InstanceId {
    if (value.isBlank() || !OneLine.fits(value, LONGEST)) {
      throw new IllegalArgumentException(
          "an instance id must have 1 to %d characters and no control characters"
              .formatted(LONGEST));
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
