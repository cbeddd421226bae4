package io.drover.hypervisor.simulated;

/** Two hosts, in no order: {@code (a, b)} equals {@code (b, a)}. */
public record HostPair(String first, String second) {

  /** Refuses one host twice with an {@link IllegalArgumentException}. */
  public HostPair {
    if (first.equals(second)) {
      throw new IllegalArgumentException("a pair needs two different hosts, not twice " + first);
    }
    if (first.compareTo(second) > 0) {
      String smaller = second;
      second = first;
      first = smaller;
    }
  }

  /** Whether these two are meant. */
  boolean joins(String one, String other) {
    return (first.equals(one) && second.equals(other))
        || (first.equals(other) && second.equals(one));
  }
}
