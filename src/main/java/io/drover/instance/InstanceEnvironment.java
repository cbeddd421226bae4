package io.drover.instance;

import io.drover.migration.MigrationEnvironment;
import io.drover.runtime.DroverClock;
import io.drover.storage.Volume;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * What every instance works with.
 *
 * @param migrations what its migrations work with: hosts, slots, hooks
 * @param settings its own settings
 * @param writes how many journal writes are under way
 */
public record InstanceEnvironment(
    MigrationEnvironment migrations, InstanceSettings settings, OpenWrites writes) {

  boolean sharedStorage(String host) {
    return migrations.hosts().sharingStorage().contains(host);
  }

  /** The volumes of an instance on the host where it is placed. */
  List<Volume> volumes(InstanceState state) {
    return migrations.hosts().volumes(state.id(), state.spec(), state.host());
  }

  Instant now(ActorContext<?> context) {
    return DroverClock.get(context.getSystem()).now();
  }
}
