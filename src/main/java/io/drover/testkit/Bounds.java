package io.drover.testkit;

import com.typesafe.config.Config;
import io.drover.model.InstanceSpec;
import io.drover.runtime.Waits;
import java.time.Duration;

/**
 * How long things may take at most where nothing is wrong, by the settings. Generous: what goes on
 * at all ends well before.
 *
 * @param answer until a request is answered
 * @param look how old what a host said may be when something is recorded because of it: the answer,
 *     and a write that the journal took its time for
 * @param operation until any operation has ended, transfers aside
 * @param transferPerGib until a transfer has ended, for each GiB that it may have to move
 * @param fleetLimit whether migrations share a number of slots in the whole fleet
 */
record Bounds(
    Duration answer,
    Duration look,
    Duration operation,
    Duration transferPerGib,
    boolean fleetLimit) {
  private static final long GIB = 1L << 30;

  /** Four actors at most are asked for one answer, one after the other. */
  private static final int HOPS = 4;

  /**
   * By the settings below {@code drover}.
   *
   * @throws com.typesafe.config.ConfigException when one of them cannot be used
   */
  static Bounds from(Config drover) {
    Waits waits = Waits.plain(drover);
    Duration reply = waits.get("reply-timeout");
    Duration command = waits.get("host.command-timeout");
    Duration plugging =
        command
            .plus(waits.get("vif-plug.interval"))
            .multipliedBy(Math.max(1, waits.count("vif-plug.attempts", 0)));
    Duration instance =
        waits
            .get("instance.running-deadline")
            .plus(waits.get("instance.soft-reboot-timeout"))
            .plus(waits.get("instance.shutdown-timeout"))
            .plus(waits.get("instance.settle-deadline").multipliedBy(2))
            .plus(waits.get("host.create-timeout"))
            .plus(waits.get("host.call-timeout").multipliedBy(2));
    Duration migration =
        waits
            .get("migration.start-timeout")
            .plus(waits.get("migration.cleanup-deadline"))
            .plus(waits.get("migration.look-interval").multipliedBy(HOPS));
    return new Bounds(
        reply.multipliedBy(HOPS).plusSeconds(1),
        waits
            .get("host.info-timeout")
            .plus(waits.get("instance.confirm-delay"))
            .plus(waits.get("migration.confirm-delay"))
            .plus(waits.get("memory-journal.circuit-breaker.call-timeout")),
        plugging
            .multipliedBy(2)
            .plus(command.multipliedBy(2))
            .plus(instance)
            .plus(migration)
            .plus(reply.multipliedBy(2)),
        waits.get("migration.completion-timeout-per-gib"),
        waits.count("admission.fleet", 0) > 0);
  }

  /** Until whatever is being done to such an instance has ended. */
  Duration longest(InstanceSpec spec) {
    long bytes = spec.flavor().memoryBytes() + spec.flavor().diskBytes();
    return operation.plus(transferPerGib.multipliedBy(Math.max(2, bytes / GIB + 1)));
  }
}
