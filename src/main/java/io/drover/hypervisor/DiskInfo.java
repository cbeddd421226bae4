package io.drover.hypervisor;

/**
 * The sizes of one disk of a guest, in bytes.
 *
 * @param capacity what the guest sees
 * @param allocation what it occupies on the host
 */
public record DiskInfo(long capacity, long allocation) {

  /** What the disk may still grow by: what the host has promised without having it. */
  public long overCommitted() {
    return Math.max(0, capacity - allocation);
  }
}
