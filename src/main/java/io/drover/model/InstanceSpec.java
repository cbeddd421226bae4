package io.drover.model;

/**
 * What is asked for when an instance is booted.
 *
 * @param name what people call it; unique among the instances that are not deleted
 * @param flavor its size; a disk makes it need storage that its host can reach
 * @param vifs how many virtual network interfaces it has
 * @param dirtyRate bytes of memory that its workload rewrites each second: what decides whether a
 *     simulated pre-copy converges; real hosts measure it and ignore this value
 */
public record InstanceSpec(String name, Flavor flavor, int vifs, long dirtyRate) {
  /** How many VIFs an instance may have: more than any machine type has slots for. */
  public static final int MOST_VIFS = 64;

  private static final int LONGEST_NAME = 255;

  /**
   * Refuses with an {@link IllegalArgumentException} a name that is empty, too long or has line
   * breaks or other control characters in it, numbers that are negative, and too many VIFs.
   */
  public InstanceSpec {
    if (name.isBlank()) {
      throw new IllegalArgumentException("an instance needs a name");
    } else if (!OneLine.fits(name, LONGEST_NAME)) {
      throw new IllegalArgumentException(
          "the name of an instance must have at most %d characters and no control characters"
              .formatted(LONGEST_NAME));
    } else if (vifs < 0 || vifs > MOST_VIFS) {
      throw new IllegalArgumentException(
          "instance %s: it may have 0 to %d VIFs, not %d".formatted(name, MOST_VIFS, vifs));
    } else if (dirtyRate < 0) {
      throw new IllegalArgumentException(
          "instance %s: the dirty rate must not be negative".formatted(name));
    }
  }
}
