package io.drover.migration;

import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.migration.MigrationActor.Tick;
import io.drover.model.Flavor;
import io.drover.model.HostState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Tries again what was left over, one host at a time, whenever that host can be worked with, until
 * nothing is left. Whether a host may be touched is the instance's word, given with the
 * acknowledgement: not while it is there again or on its way there. A part of {@link Finishing}.
 */
final class Sweeping {
  private static final int LONGEST = 100;

  private final MigrationTools tools;
  private final CleanUpCalls calls;
  private final Deque<Leftover> open = new ArrayDeque<>();
  private final List<Leftover> remaining = new ArrayList<>();
  private MigrationRecord record;
  private Duration pause;
  private boolean asked;
  private boolean underWay;
  private int number;

  Sweeping(MigrationTools tools, MigrationRecord record) {
    this.tools = tools;
    this.record = record;
    calls = new CleanUpCalls(tools, record);
    pause = tools.settings().sweepInterval();
  }

  void begin() {
    if (record.sweeping() != null) {
      sweep(record.sweeping());
    } else if (!record.leftovers().isEmpty()) {
      sweepLater();
    }
  }

  /** The record changed, or what was asked for was acknowledged or not allowed. */
  void onRecord(MigrationRecord now) {
    record = now;
    if (record.sweeping() != null) {
      asked = false;
      if (!underWay) {
        sweep(record.sweeping());
      }
    } else if (record.leftovers().isEmpty()) {
      tools.timers().cancel(Tick.SWEEP);
    } else if (underWay || asked) {
      underWay = false;
      asked = false;
      sweepLater();
    }
  }

  private void sweepLater() {
    tools.timers().startSingleTimer(Tick.SWEEP, Tick.SWEEP, pause);
    Duration longest = tools.settings().sweepInterval().multipliedBy(LONGEST);
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(longest) > 0 ? longest : doubled;
  }

  void onTick() {
    if (underWay || record.leftovers().isEmpty()) {
      return;
    }
    tools.<HostActor.HostCheck>ask(
        record.leftovers().get(0).host(),
        replyTo -> new HostActor.Check(record.instance(), Flavor.NONE, false, replyTo),
        MigrationActor.SweepChecked::new,
        why -> new MigrationActor.SweepChecked(null));
  }

  void onChecked(MigrationActor.SweepChecked checked) {
    HostActor.HostCheck host = checked.check();
    if (host != null && workable(host.state())) {
      asked = true;
      tools.record(new MigrationEvent.SweepBegan(record.id(), host.host()));
    } else {
      sweepLater();
    }
  }

  /** A host that is off has lost what was left over there. */
  private static boolean workable(HostState state) {
    return state == HostState.UP || state == HostState.DOWN;
  }

  private void sweep(String host) {
    underWay = true;
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

  void onSeen(MigrationActor.Seen seen) {
    Leftover leftover = open.peek();
    if (seen.round() == number && leftover != null) {
      calls.onSeen(leftover.action(), seen);
    }
  }

  void onCallEnded(MigrationActor.CallEnded ended) {
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
  }
}
