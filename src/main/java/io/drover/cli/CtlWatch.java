package io.drover.cli;

import io.drover.control.Answer;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import io.drover.runtime.RealTimeline;
import io.drover.scenario.NoticeEvents;
import io.drover.scenario.RunReporter;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells what happens as a run is told, with times from the beginning of the watch on. When events
 * were lost, the instances are told anew, and it begins again with them.
 */
final class CtlWatch {
  private final RunReporter reporter;
  private final Runnable forgetTransfers;
  private final Map<InstanceId, String> names = new HashMap<>();

  /** Migrations that were told to be under way. */
  private final Set<MigrationId> open = new HashSet<>();

  /** Those that have ended while instances were asked for: the answer may still have them run. */
  private final Set<MigrationId> over = new HashSet<>();

  private int asked;

  private final Instant start;
  private final NoticeEvents events;

  /**
   * Begins to watch.
   *
   * @param forgetTransfers has {@code reporter} show no transfer any more
   */
  CtlWatch(RunReporter reporter, Runnable forgetTransfers) {
    this.reporter = reporter;
    this.forgetTransfers = forgetTransfers;
    try (RealTimeline wall = new RealTimeline()) {
      this.start = wall.now();
    }
    this.events = new NoticeEvents(start, id -> names.getOrDefault(id, id.value()));
  }

  /** Takes an answer to the watch, or to the question for instances that follows a loss. */
  void take(Answer answer) {
    if (answer instanceof Answer.Instances all) {
      begin(all.instances());
    } else if (answer instanceof Answer.Event event) {
      tell(event.event());
    } else if (answer instanceof Answer.Lost) {
      asked++;
    }
  }

  /** Tells what is under way, and how that ended which was. */
  private void begin(List<InstanceView> instances) {
    Set<MigrationId> before = new HashSet<>(open);
    open.clear();
    forgetTransfers.run();
    for (InstanceView view : instances) {
      names.put(view.id(), view.spec().name());
      for (MigrationView migration : view.migrations()) {
        boolean news = !migration.status().terminal() || before.contains(migration.id());
        if (news && !over.contains(migration.id())) {
          tell(asNotice(migration));
        }
      }
    }
    asked = Math.max(0, asked - 1);
    if (asked == 0) {
      over.clear();
    }
  }

  private Notice asNotice(MigrationView migration) {
    return new Notice.MigrationChanged(
        start,
        migration.instance(),
        migration.id(),
        migration.source(),
        migration.destination(),
        migration.status(),
        migration.reason(),
        migration.leftovers());
  }

  private void tell(Notice notice) {
    if (notice instanceof Notice.InstanceChanged changed) {
      names.put(changed.instance(), changed.name());
    } else if (notice instanceof Notice.MigrationChanged changed) {
      note(changed);
    }
    events.event(notice).ifPresent(reporter::event);
  }

  private void note(Notice.MigrationChanged changed) {
    if (changed.status().terminal()) {
      open.remove(changed.migration());
      if (asked > 0) {
        over.add(changed.migration());
      }
    } else {
      open.add(changed.migration());
    }
  }
}
