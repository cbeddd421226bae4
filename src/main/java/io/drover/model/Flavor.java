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

  /** Both sizes together; what is beyond the largest number is the largest number. */
  public Flavor plus(Flavor other) {
    return new Flavor(
        (int) Math.min(Integer.MAX_VALUE, (long) vcpus + other.vcpus),
        sum(memoryBytes, other.memoryBytes),
        sum(diskBytes, other.diskBytes));
  }

  private static long sum(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }

  /** Whether this much fits into {@code capacity} in each of the three dimensions. */
  public boolean fitsInto(Flavor capacity) {
    return vcpus <= capacity.vcpus
        && memoryBytes <= capacity.memoryBytes
        && diskBytes <= capacity.diskBytes;
  }
}
