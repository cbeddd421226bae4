package io.drover.instance;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.drover.runtime.Waits;
import io.drover.store.JournalAccess;
import io.drover.store.StorePlugins;
import java.time.Duration;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.SupervisorStrategy;

/** The keys of {@code drover.instance}, explained in {@code reference.conf}. */
public record InstanceSettings(
    StorePlugins plugins,
    Duration pollInterval,
    Duration runningDeadline,
    Duration softRebootTimeout,
    Duration shutdownTimeout,
    Duration shutdownRepeat,
    Duration settleDeadline,
    Duration confirmDelay,
    Duration restartDelay,
    Duration sweepInterval,
    Duration purgeDeletedAfter,
    Duration purgeInterval,
    int waitingRequests,
    int openWrites,
    int snapshotEvery,
    int indexSnapshotEvery) {

  /**
   * How many messages may be set aside while a write is under way, or while an actor starts again:
   * many more than its requests, which are bounded, and the few others that there are for one.
   */
  static final int STASH = 10_000;

  /** Reads {@code drover.instance} and the journal below {@code drover}. */
  public static InstanceSettings from(Waits drover) {
    Waits instance = drover.at("instance");
    return new InstanceSettings(
        StorePlugins.from(drover.config()),
        instance.positive("poll-interval"),
        instance.positive("running-deadline"),
        instance.get("soft-reboot-timeout"),
        instance.get("shutdown-timeout"),
        instance.positive("shutdown-repeat"),
        instance.positive("settle-deadline"),
        instance.get("confirm-delay"),
        instance.positive("restart-delay"),
        instance.positive("sweep-interval"),
        instance.get("purge-deleted-after"),
        instance.positive("purge-interval"),
        atLeastOne(drover.config(), "instance.max-waiting-requests"),
        atLeastOne(drover.config(), "journal.max-unacknowledged-writes"),
        atLeastOne(drover.config(), "journal.snapshot-every"),
        atLeastOne(drover.config(), "journal.index-snapshot-every"));
  }

  private static int atLeastOne(Config drover, String key) {
    int number = drover.getInt(key);
    if (number < 1) {
      throw new ConfigException.BadValue(
          drover.getValue(key).origin(), "drover." + key, "must be at least 1, found " + number);
    }
    return number;
  }

  /** How another actor keeps a journal. */
  public JournalAccess journal() {
    return new JournalAccess(plugins.journal(), plugins.snapshots(), afterFailedWrites());
  }

  /** How an actor goes on whose write failed: it reads its journal again, after a while. */
  BackoffSupervisorStrategy afterFailedWrites() {
    return SupervisorStrategy.restartWithBackoff(restartDelay, restartDelay.multipliedBy(10), 0)
        .withStashCapacity(STASH);
  }
}
