package io.drover.hypervisor.libvirt;

import java.util.Optional;

/**
 * The version of a libvirtd, or of a hypervisor, as libvirt tells it.
 *
 * @param number 1,000,000 for each major version, 1,000 for each minor one, and the release
 */
record LibvirtVersion(long number) implements Comparable<LibvirtVersion> {
  /** The oldest that Drover works with: what it asks of libvirt has been there since. */
  static final LibvirtVersion OLDEST = of(6, 0);

  /** Since when a post-copy that broke can be resumed. */
  static final LibvirtVersion POST_COPY_RESUME = of(8, 5);

  static LibvirtVersion of(int major, int minor) {
    return new LibvirtVersion(major * 1_000_000L + minor * 1_000L);
  }

  /** What is to be done before Drover can work with it, as a sentence; empty: nothing. */
  Optional<String> tooOld() {
    return atLeast(OLDEST)
        ? Optional.empty()
        : Optional.of("libvirt %s is too old; install %s or later".formatted(this, OLDEST));
  }

  boolean atLeast(LibvirtVersion other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(LibvirtVersion other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return "%d.%d.%d".formatted(number / 1_000_000, number / 1_000 % 1_000, number % 1_000);
  }
}
