package io.drover.model;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An instance as it is recorded.
 *
 * @param id its identity
 * @param spec what was asked for
 * @param host where it is placed
 * @param vmState its stable state
 * @param taskState what is being done to it
 * @param powerState what its hypervisor last said
 * @param fault why the last operation failed, or null
 * @param unsettled whether its last operation ended while nobody could tell what became of its
 *     guest; settled as soon as its host can be asked
 * @param leftovers what its operations could not release in time, a sentence each; tried again
 * @param migrations its latest migrations, oldest first
 * @param actions what was done to it lately, oldest first
 */
public record InstanceView(
    InstanceId id,
    InstanceSpec spec,
    String host,
    VmState vmState,
    TaskState taskState,
    PowerState powerState,
    @Nullable Reason fault,
    boolean unsettled,
    List<String> leftovers,
    List<MigrationView> migrations,
    List<Action> actions) {

  /** Copies the lists. */
  public InstanceView {
    actions = List.copyOf(actions);
    leftovers = List.copyOf(leftovers);
    migrations = List.copyOf(migrations);
  }

  /** The migration that was accepted last. */
  public Optional<MigrationView> lastMigration() {
    return migrations.isEmpty()
        ? Optional.empty()
        : Optional.of(migrations.get(migrations.size() - 1));
  }

  /** The migration of this id, if it is still known. */
  public Optional<MigrationView> migration(MigrationId migration) {
    return migrations.stream().filter(m -> m.id().equals(migration)).findFirst();
  }

  /** No operation runs, no migration is open, no hook is pending. */
  public boolean atRest() {
    return taskState == TaskState.NONE
        && migrations.stream()
            .allMatch(m -> m.status().terminal() && m.hookState() != HookState.PENDING);
  }
}
