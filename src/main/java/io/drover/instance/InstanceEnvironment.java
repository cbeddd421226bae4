package io.drover.instance;

import io.drover.migration.MigrationEnvironment;
import io.drover.runtime.DroverClock;
import io.drover.storage.Volume;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * What every instance works with.
 *
 * @param migrations what its migrations work with: hosts, slots, hooks
 * @param settings its own settings
 * @param hostsWithSharedStorage the hosts whose disks the others see too
 * @param writes how many journal writes are under way
 */
public record InstanceEnvironment(
    MigrationEnvironment migrations,
    InstanceSettings settings,
    Set<String> hostsWithSharedStorage,
    OpenWrites writes) {

  /** Copies the set. */
  public InstanceEnvironment {
    hostsWithSharedStorage = Collections.unmodifiableSet(new TreeSet<>(hostsWithSharedStorage));
  }

  boolean sharedStorage(String host) {
    return hostsWithSharedStorage.contains(host);
  }

  /** The volumes of an instance on the host where it is placed. */
  List<Volume> volumes(InstanceState state) {
    return Volume.of(state.id(), state.spec(), sharedStorage(state.host()));
  }

  Instant now(ActorContext<?> context) {
    return DroverClock.get(context.getSystem()).now();
  }
}
