package io.drover.migration;

import io.drover.model.Flavor;

/** How much a migration has to transfer, counted as Nova counts it. */
public final class TransferSize {
  private static final long GIB = 1L << 30;
  private static final long LEAST = 2;

  private TransferSize() {}

  /** GiB of memory and, for a block migration, of disk; each at least two. */
  public static long gib(Flavor flavor, boolean blockMigration) {
    long memory = Math.max(LEAST, flavor.memoryBytes() / GIB);
    boolean disk = blockMigration && flavor.diskBytes() > 0;
    return disk ? memory + Math.max(LEAST, flavor.diskBytes() / GIB) : memory;
  }
}
