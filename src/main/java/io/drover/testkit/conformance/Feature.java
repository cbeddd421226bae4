package io.drover.testkit.conformance;

/** What a hypervisor may be unable to do, which it then refuses as {@code NOT_SUPPORTED}. */
public enum Feature {
  /** Saving the memory of a guest to the host's disk, and restoring it. */
  SAVE,
  /** Guests with a disk. */
  DISKS,
  /** Migration that may be switched to post-copy. */
  POST_COPY,
  /** Migration that copies local disks. */
  BLOCK_MIGRATION
}
