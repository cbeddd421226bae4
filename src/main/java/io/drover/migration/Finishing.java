package io.drover.migration;

import io.drover.migration.MigrationActor.Command;
import io.drover.migration.MigrationActor.Tick;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * The status is terminal: delivers the hook and tries again what was left over, each for itself, so
 * that neither a hook that fails nor a host that stays away holds up the other.
 */
final class Finishing extends Phase {
  private final Delivering delivering;
  private final Sweeping sweeping;

  Finishing(MigrationTools tools, MigrationRecord record) {
    super(tools, record);
    delivering = new Delivering(tools, record);
    sweeping = new Sweeping(tools, record);
    delivering.begin();
    sweeping.begin();
  }

  @Override
  public Receive<Command> createReceive() {
    return receive()
        .onMessage(MigrationActor.HookEnded.class, ended -> done(() -> delivering.onEnded(ended)))
        .onMessageEquals(Tick.HOOK_DEADLINE, () -> done(delivering::onDeadline))
        .onMessageEquals(Tick.HOOK_AGAIN, () -> done(delivering::onCallAgain))
        .onMessageEquals(Tick.SWEEP, () -> done(sweeping::onTick))
        .onMessage(
            MigrationActor.SweepChecked.class, checked -> done(() -> sweeping.onChecked(checked)))
        .onMessage(MigrationActor.Seen.class, seen -> done(() -> sweeping.onSeen(seen)))
        .onMessage(MigrationActor.CallEnded.class, ended -> done(() -> sweeping.onCallEnded(ended)))
        .onAnyMessage(late -> this)
        .build();
  }

  private Behavior<Command> done(Runnable something) {
    something.run();
    return this;
  }

  @Override
  protected Behavior<Command> onRecord(MigrationRecord before) {
    if (record.over()) {
      return MigrationActor.phaseOf(tools, record);
    }
    sweeping.onRecord(record);
    return this;
  }
}
