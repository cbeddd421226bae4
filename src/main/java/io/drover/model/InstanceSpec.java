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

  /** Refuses an empty name and negative numbers with an {@link IllegalArgumentException}. */
  public InstanceSpec {
    if (name.isBlank()) {
      throw new IllegalArgumentException("an instance needs a name");
    }
    if (vifs < 0 || dirtyRate < 0) {
      throw new IllegalArgumentException(
          "instance %s: vifs and dirty rate must not be negative".formatted(name));
    }
  }
}
