package io.drover.model;

/** The size of an instance, or of what a host has: processors, memory and disk (both in bytes). */
public record Flavor(int vcpus, long memoryBytes, long diskBytes) {

  /** Nothing at all. */
  public static final Flavor NONE = new Flavor(0, 0, 0);

  /** Refuses negative sizes with an {@link IllegalArgumentException}. */
  public Flavor {
    if (vcpus < 0 || memoryBytes < 0 || diskBytes < 0) {
      throw new IllegalArgumentException(
          "a size must not be negative: vcpus=%d memory=%d disk=%d"
              .formatted(vcpus, memoryBytes, diskBytes));
    }
  }

  /** Both sizes together. */
  public Flavor plus(Flavor other) {
    return new Flavor(
        vcpus + other.vcpus, memoryBytes + other.memoryBytes, diskBytes + other.diskBytes);
  }

  /** Whether this much fits into {@code capacity} in each of the three dimensions. */
  public boolean fitsInto(Flavor capacity) {
    return vcpus <= capacity.vcpus
        && memoryBytes <= capacity.memoryBytes
        && diskBytes <= capacity.diskBytes;
  }
}
