package io.drover.storage;

/** What becomes of a volume whose content is not where it has to be when it is connected. */
public enum IfMissing {
  /** It is made, empty: the instance has never had a guest, or a block migration fills it. */
  MAKE,
  /** The call fails: storage that is not mounted must not pass for an empty disk. */
  FAIL
}
