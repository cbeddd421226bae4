package io.drover;

import io.drover.migration.MigrationHooks;

/**
 * What is asked for when an instance is moved.
 *
 * @param destination the host to move it to
 * @param blockMigration whether its local disks are copied too
 * @param hooks the name under which the {@link MigrationHooks} to run at the end were registered
 */
public record LiveMigration(String destination, boolean blockMigration, String hooks) {

  /** The name of hooks that do nothing, which are always registered. */
  public static final String NO_HOOKS = "none";

  /** To this host, with the disk on shared storage, without hooks. */
  public static LiveMigration to(String destination) {
    return new LiveMigration(destination, false, NO_HOOKS);
  }

  /** The same with its local disks. */
  public LiveMigration withBlockMigration() {
    return new LiveMigration(destination, true, hooks);
  }

  /** The same with these hooks. */
  public LiveMigration withHooks(String name) {
    return new LiveMigration(destination, blockMigration, name);
  }
}
