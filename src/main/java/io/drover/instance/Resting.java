package io.drover.instance;

import io.drover.model.MigrationView;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.VmState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an instance is that has nothing to do: all that has to be known of it until something
 * happens to it, so that its journal need not be read before.
 *
 * @param host where it is placed
 * @param generation which of its placements this is
 * @param vmState its stable state
 * @param powerState what its hypervisor said last
 * @param fault why its last operation failed, or null
 * @param claimed whether its placement holds a claim on its host
 * @param lastMigration its latest migration, or null
 * @param since since when it rests
 */
public record Resting(
    String host,
    long generation,
    VmState vmState,
    PowerState powerState,
    @Nullable Reason fault,
    boolean claimed,
    @Nullable MigrationView lastMigration,
    Instant since) {

  static Resting of(InstanceState state, Instant since) {
    List<MigrationView> migrations = state.view().migrations();
    return new Resting(
        state.host(),
        state.generation(),
        state.vmState(),
        state.powerState(),
        state.fault(),
        state.claimed(),
        migrations.isEmpty() ? null : migrations.get(migrations.size() - 1),
        since);
  }

  /** Whether they differ in nothing but since when. */
  boolean sameAs(@Nullable Resting other) {
    return other != null
        && equals(
            new Resting(
                other.host,
                other.generation,
                other.vmState,
                other.powerState,
                other.fault,
                other.claimed,
                other.lastMigration,
                since));
  }
}
