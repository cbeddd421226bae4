package io.drover.cli;

import io.drover.control.Answer;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import io.drover.runtime.RealTimeline;
import io.drover.scenario.NoticeEvents;
import io.drover.scenario.RunReporter;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells what happens as a run is told, with times from the beginning of the watch on. */
final class CtlWatch {
  private final RunReporter reporter;
  private final Map<InstanceId, String> names = new HashMap<>();
  private final Instant start;
  private final NoticeEvents events;

  CtlWatch(RunReporter reporter) {
    this.reporter = reporter;
    try (RealTimeline wall = new RealTimeline()) {
      this.start = wall.now();
    }
    this.events = new NoticeEvents(start, id -> names.getOrDefault(id, id.value()));
  }

  /** Takes an answer to the watch. */
  void take(Answer answer) {
    if (answer instanceof Answer.Instances all) {
      begin(all.instances());
    } else if (answer instanceof Answer.Event event) {
      tell(event.event());
    }
  }

  private void begin(List<InstanceView> instances) {
    for (InstanceView view : instances) {
      names.put(view.id(), view.spec().name());
      for (MigrationView migration : view.migrations()) {
        if (!migration.status().terminal()) {
          tell(asNotice(migration));
        }
      }
    }
  }

  /** A migration that is under way when the watch begins. */
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
    }
    events.event(notice).ifPresent(reporter::event);
  }
}
