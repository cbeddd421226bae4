package io.drover.migration;

import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.migration.MigrationActor.Command;
import io.drover.migration.MigrationActor.Tick;
import io.drover.model.Flavor;
import io.drover.model.HostState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Tries again what was left over, one host at a time, whenever that host can be worked with, until
 * nothing is left. Whether a host may be touched is the instance's word, given with the
 * acknowledgement: not while it is there again or on its way there.
 */
final class Sweeping extends Phase {
  private static final int LONGEST = 100;

  private final CleanUpCalls calls;
  private final Deque<Leftover> open = new ArrayDeque<>();
  private final List<Leftover> remaining = new ArrayList<>();
  private Duration pause;
  private int number;

  Sweeping(MigrationTools tools, MigrationRecord record) {
    super(tools, record);
    calls = new CleanUpCalls(tools, record);
    pause = tools.settings().sweepInterval();
    if (record.sweeping() == null) {
      sweepLater();
    } else {
      sweep(record.sweeping());
    }
  }

  @Override
  public Receive<Command> createReceive() {
    return receive()
        .onMessageEquals(Tick.SWEEP, this::onSweepTick)
        .onMessage(MigrationActor.SweepChecked.class, this::onChecked)
        .onMessage(MigrationActor.Seen.class, this::onSeen)
        .onMessage(MigrationActor.CallEnded.class, this::onCallEnded)
        .onAnyMessage(late -> this)
        .build();
  }

  @Override
  protected Behavior<Command> onRecord(MigrationRecord before) {
    if (record.over()) {
      return MigrationActor.phaseOf(tools, record);
    } else if (record.sweeping() != null && before.sweeping() == null) {
      sweep(record.sweeping());
    } else if (record.sweeping() == null) {
      sweepLater();
    }
    return this;
  }

  private void sweepLater() {
    tools.timers().startSingleTimer(Tick.SWEEP, Tick.SWEEP, pause);
    Duration longest = tools.settings().sweepInterval().multipliedBy(LONGEST);
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(longest) > 0 ? longest : doubled;
  }

  private Behavior<Command> onSweepTick() {
    tools.<HostActor.HostCheck>ask(
        record.leftovers().get(0).host(),
        replyTo -> new HostActor.Check(record.instance(), Flavor.NONE, false, replyTo),
        MigrationActor.SweepChecked::new,
        why -> new MigrationActor.SweepChecked(null));
    return this;
  }

  private Behavior<Command> onChecked(MigrationActor.SweepChecked checked) {
    HostActor.HostCheck host = checked.check();
    if (host != null && workable(host.state())) {
      tools.record(new MigrationEvent.SweepBegan(record.id(), host.host()));
    } else {
      sweepLater();
    }
    return this;
  }

  /** A host that is off has lost what was left over there. */
  private static boolean workable(HostState state) {
    return state == HostState.UP || state == HostState.DOWN;
  }

  private void sweep(String host) {
    remaining.clear();
    open.clear();
    record.leftovers().stream()
        .filter(leftover -> leftover.host().equals(host))
        .sorted(Comparator.comparing(Leftover::kind))
        .forEach(open::add);
    next(host);
  }

  private void next(String host) {
    number++;
    Leftover leftover = open.peek();
    if (leftover == null) {
      tools.record(new MigrationEvent.SweepEnded(record.id(), host, remaining));
    } else {
      calls.start(leftover.action(), number);
    }
  }

  private Behavior<Command> onSeen(MigrationActor.Seen seen) {
    Leftover leftover = open.peek();
    if (seen.round() == number && leftover != null) {
      calls.onSeen(leftover.action(), seen);
    }
    return this;
  }

  private Behavior<Command> onCallEnded(MigrationActor.CallEnded ended) {
    if (ended.action() == number && !open.isEmpty()) {
      Leftover leftover = open.remove();
      CallResult result = ended.result();
      if (leftover.kind().isOver(result)) {
        tools
            .log()
            .info(
                "instance {}: what was left over on {} is cleaned up: {}",
                record.instance(),
                leftover.host(),
                leftover.kind().words());
      } else {
        remaining.add(new Leftover(leftover.kind(), leftover.host(), result.message()));
      }
      next(leftover.host());
    }
    return this;
  }
}
