package io.drover.instance;

import io.drover.instance.InstanceActor.Command;
import io.drover.migration.Leftover;
import io.drover.migration.MigrationEvent;
import io.drover.migration.MigrationRecord;
import io.drover.model.Notice;
import io.drover.model.VmState;
import io.drover.runtime.Feed;
import java.time.Instant;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.slf4j.Logger;

/** Tells watchers and the log what was recorded of an instance. */
final class Announcer {
  private final ActorContext<Command> context;
  private final InstanceEnvironment environment;

  Announcer(ActorContext<Command> context, InstanceEnvironment environment) {
    this.context = context;
    this.environment = environment;
  }

  void announce(InstanceState before, InstanceEvent event, InstanceState after) {
    log(before, event, after);
    Instant now = environment.now(context);
    if (event instanceof InstanceEvent.OfMigration of) {
      after
          .migration(of.event().migration())
          .ifPresent(migration -> announce(before, of.event(), migration, now));
    }
    announce(before, after, now);
  }

  /** The journal, read again, holds more than was announced: its writes were reported as failed. */
  void announceFound(InstanceState before, InstanceState after) {
    Instant now = environment.now(context);
    for (MigrationRecord migration : after.migrations()) {
      if (!sameStatus(before, migration)) {
        changed(migration, now);
      }
    }
    announce(before, after, now);
  }

  private void announce(InstanceState before, InstanceState after, Instant now) {
    feed().publish(new Notice.InstanceRecorded(now, after.view()));
    if (changed(before, after)) {
      feed()
          .publish(
              new Notice.InstanceChanged(
                  now,
                  after.id(),
                  after.spec().name(),
                  after.host(),
                  after.vmState(),
                  after.taskState(),
                  after.powerState(),
                  after.fault()));
    }
  }

  private Feed feed() {
    return environment.migrations().feed();
  }

  private static boolean changed(InstanceState before, InstanceState after) {
    return before.vmState() != after.vmState()
        || before.taskState() != after.taskState()
        || before.powerState() != after.powerState()
        || before.fault() != after.fault()
        || !before.host().equals(after.host());
  }

  private void announce(
      InstanceState before, MigrationEvent event, MigrationRecord migration, Instant now) {
    if (event instanceof MigrationEvent.BecameUnresolved unresolved) {
      feed()
          .publish(
              new Notice.MigrationUnresolved(
                  now, migration.instance(), migration.id(), unresolved.why(), unresolved.since()));
    } else if (event instanceof MigrationEvent.WordRefuted refuted) {
      Instant since = migration.unresolvedSince();
      feed()
          .publish(
              new Notice.MigrationUnresolved(
                  now,
                  migration.instance(),
                  migration.id(),
                  refuted.why(),
                  since == null ? now : since));
    } else if (!sameStatus(before, migration)) {
      changed(migration, now);
    }
  }

  private static boolean sameStatus(InstanceState before, MigrationRecord migration) {
    return before
        .migration(migration.id())
        .map(known -> known.status() == migration.status())
        .orElse(false);
  }

  private void changed(MigrationRecord migration, Instant now) {
    feed()
        .publish(
            new Notice.MigrationChanged(
                now,
                migration.instance(),
                migration.id(),
                migration.source(),
                migration.destination(),
                migration.status(),
                migration.reason(),
                migration.view().leftovers()));
  }

  private void log(InstanceState before, InstanceEvent event, InstanceState after) {
    Logger log = context.getLog();
    if (event instanceof InstanceEvent.Adopted) {
      log.info(
          "instance {}: adopted on {} as it is: {}",
          after.id(),
          after.host(),
          after.vmState().label());
    } else if (event instanceof InstanceEvent.OperationEnded ended) {
      ended(log, before, ended, after);
      leftOver(log, after);
    } else if (event instanceof InstanceEvent.LeftBehind) {
      leftOver(log, after);
    } else if (event instanceof InstanceEvent.OperationFailed failed) {
      log.warn(
          "instance {}: its {} on {} fails: {}",
          after.id(),
          label(before),
          after.host(),
          failed.why());
    } else if (event instanceof InstanceEvent.RebootEscalated escalated) {
      log.warn(
          "instance {}: its soft reboot goes on as a hard one: {}", after.id(), escalated.why());
    } else if (event instanceof InstanceEvent.OfMigration of
        && of.event() instanceof MigrationEvent.Resolved word) {
      log.warn(
          "instance {}: an operator says that it runs on {} and that its other copy is fenced",
          after.id(),
          word.runsOn());
    } else if (event instanceof InstanceEvent.OfMigration of
        && of.event() instanceof MigrationEvent.Ended) {
      after.migration(of.event().migration()).ifPresent(m -> ended(log, m));
    }
  }

  private static void leftOver(Logger log, InstanceState after) {
    for (Leftover leftover : after.leftovers()) {
      log.warn("instance {}: left over: {}", after.id(), leftover.sentence());
    }
  }

  private static String label(InstanceState before) {
    Operation operation = before.operation();
    return operation == null ? "operation" : operation.kind().label();
  }

  private static void ended(
      Logger log, InstanceState before, InstanceEvent.OperationEnded ended, InstanceState after) {
    Operation operation = before.operation();
    if (ended.fault() != null) {
      log.warn(
          "instance {}: its {} failed ({}); it is {}",
          after.id(),
          label(before),
          ended.fault().label(),
          after.vmState().label());
    } else if (operation != null && operation.reboot()) {
      log.info("instance {}: rebooted successfully on {}", after.id(), after.host());
    } else if (after.vmState() == VmState.ACTIVE) {
      log.info("instance {}: runs on {}", after.id(), after.host());
    } else {
      log.info("instance {}: {}", after.id(), after.vmState().label());
    }
  }

  private static void ended(Logger log, MigrationRecord migration) {
    switch (migration.status()) {
      case COMPLETED ->
          log.info(
              "instance {}: migrated from {} to {}",
              migration.instance(),
              migration.source(),
              migration.destination());
      case CANCELLED ->
          log.info(
              "instance {}: its migration from {} to {} was cancelled",
              migration.instance(),
              migration.source(),
              migration.destination());
      default ->
          log.warn(
              "instance {}: its migration from {} to {} ended as {} ({})",
              migration.instance(),
              migration.source(),
              migration.destination(),
              migration.status().label(),
              migration.reason() == null ? "leftovers" : migration.reason().label());
    }
  }
}
