package io.drover.hypervisor.simulated;

import io.drover.model.Flavor;

/**
 * A host to simulate.
 *
 * @param name its name
 * @param capacity what it has; told to whoever asks, not enforced
 * @param bandwidth bytes per second of its link, shared by all transfers to and from it
 * @param sharedStorage whether its guests' disks are on storage that other such hosts reach too
 */
public record SimulatedHostSpec(
    String name, Flavor capacity, long bandwidth, boolean sharedStorage) {

  /** Refuses a host without a name or link with an {@link IllegalArgumentException}. */
  public SimulatedHostSpec {
    if (name.isBlank() || bandwidth < 1) {
      throw new IllegalArgumentException(
          "a host needs a name and a bandwidth of at least 1 byte/s: '%s', %d"
              .formatted(name, bandwidth));
    }
  }
}
