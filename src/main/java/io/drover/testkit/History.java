package io.drover.testkit;

import io.drover.model.InstanceId;
import io.drover.model.Labelled;
import io.drover.model.Notice;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The last things that happened. Sentences are made of them only when somebody wants to know. */
final class History {
  private static final int KEPT = 20;

  private final Function<InstanceId, String> names;
  private final Deque<Entry> last = new ArrayDeque<>();

  private record Entry(Duration at, Happening what) {}

  History(Function<InstanceId, String> names) {
    this.names = names;
  }

  void add(Duration at, Happening what) {
    if (tells(what)) {
      if (last.size() == KEPT) {
        last.remove();
      }
      last.add(new Entry(at, what));
    }
  }

  /** Whether it helps to understand what comes after it. */
  private static boolean tells(Happening what) {
    if (what instanceof Happening.Told told) {
      return !(told.notice() instanceof Notice.InstanceRecorded
          || told.notice() instanceof Notice.MigrationProgress
          || told.notice() instanceof Notice.DiskOverCommit);
    }
    return !(what instanceof Happening.Recorded
        || what instanceof Happening.Reread
        || what instanceof Happening.TimePassed
        || what instanceof Happening.Quiet);
  }

  /** A sentence each, oldest first. */
  List<String> sentences() {
    return last.stream()
        .map(entry -> Violation.seconds(entry.at()) + " s " + sentence(entry.what()))
        .toList();
  }

  private String sentence(Happening what) {
    if (what instanceof Happening.Told told) {
      return sentence(told.notice());
    } else if (what instanceof Happening.GuestChanged guest) {
      return "%s: its guest on %s is %s"
          .formatted(name(guest.id()), guest.host(), Words.of(guest.state()));
    } else if (what instanceof Happening.Struck struck) {
      return "fault: " + Words.of(struck, names);
    } else if (what instanceof Happening.Healed healed) {
      return "healed: " + Words.of(healed.fault(), names);
    } else if (what instanceof Happening.Put put) {
      return "%s: %s is asked for".formatted(name(put.asked()), put.asked().verb());
    } else if (what instanceof Happening.Accepted done) {
      return "%s: %s is accepted".formatted(name(done.asked()), done.asked().verb());
    } else if (what instanceof Happening.Refused no) {
      return "%s: %s is refused, %s"
          .formatted(name(no.asked()), no.asked().verb(), no.reason().label());
    } else if (what instanceof Happening.Unknown no) {
      return "%s: whether %s is accepted is not known"
          .formatted(name(no.asked()), no.asked().verb());
    } else if (what instanceof Happening.Failed no) {
      return "%s: %s is not answered: %s".formatted(name(no.asked()), no.asked().verb(), no.why());
    } else if (what instanceof Happening.HookCalled call) {
      return "%s: its %s hook is called"
          .formatted(name(call.migration().instance()), call.hook().label());
    } else if (what instanceof Happening.HookEnded end) {
      return "%s: a call of its %s hook %s"
          .formatted(
              name(end.migration().instance()),
              end.hook().label(),
              end.success() ? "succeeds" : "fails");
    } else if (what instanceof Happening.Crashed) {
      return "the orchestrator crashes";
    }
    return "the orchestrator has started again";
  }

  private String sentence(Notice notice) {
    if (notice instanceof Notice.InstanceChanged n) {
      return "%s: %s on %s, task %s, power %s%s"
          .formatted(
              n.name(),
              n.vmState().label(),
              n.host(),
              n.taskState().label(),
              n.powerState().label(),
              because(n.fault()));
    } else if (notice instanceof Notice.MigrationChanged n) {
      return "%s: its migration from %s to %s is %s%s"
          .formatted(
              name(n.instance()),
              n.source(),
              n.destination(),
              n.status().label(),
              because(n.reason()));
    } else if (notice instanceof Notice.MigrationWaits n) {
      return "%s: its migration waits: %s".formatted(name(n.instance()), n.waitsFor());
    } else if (notice instanceof Notice.MigrationUnresolved n) {
      return "%s: its migration is unresolved: %s".formatted(name(n.instance()), n.why());
    } else if (notice instanceof Notice.VifPlugFailed n) {
      return "%s: plugging its VIFs on %s failed, attempt %d of %d"
          .formatted(name(n.instance()), n.host(), n.attempt(), n.attempts());
    } else if (notice instanceof Notice.HookProgress n) {
      return "%s: the %s hook is %s, call %d"
          .formatted(name(n.instance()), n.hook().label(), n.state().label(), n.call());
    } else if (notice instanceof Notice.HostChanged n) {
      return "%s is %s: %s".formatted(n.host(), n.state().label(), n.why());
    }
    return Objects.toString(notice);
  }

  private static String because(@Nullable Labelled reason) {
    return reason == null ? "" : " (" + reason.label() + ")";
  }

  private String name(Asked asked) {
    return name(asked.instance());
  }

  private String name(InstanceId id) {
    return names.apply(id);
  }
}
