package io.drover.testkit;

import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * G7: an instance that no fault has touched ends what is done to it within a bound. A migration in
 * the queue is not counted while one that a fault has touched holds a slot that it may need.
 */
final class Isolation implements Check {
  private final Scene scene;
  private final Touched touched = new Touched();
  private final Map<InstanceId, Stretch> open = new HashMap<>();
  private final Queue<Stretch> due = new PriorityQueue<>(Comparator.comparing(Stretch::end));

  /** Something that is being done to an instance, under a name, and when it must be over. */
  private record Stretch(InstanceId id, String what, Duration end) {}

  Isolation(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void on(Happening happening) {
    if (happening instanceof Happening.Struck struck) {
      touched.take(struck);
    } else if (happening instanceof Happening.Recorded recorded) {
      onRecorded(recorded.view());
    } else if (happening instanceof Happening.Crashed) {
      open.clear();
      due.clear();
    } else if (happening instanceof Happening.Restarted) {
      scene.views().forEach(this::onRecorded);
    } else if (happening instanceof Happening.TimePassed) {
      overdue();
    }
  }

  private void onRecorded(InstanceView view) {
    Stretch known = open.get(view.id());
    if (view.taskState() == TaskState.NONE || view.vmState() == VmState.DELETED) {
      open.remove(view.id());
    } else if (known == null || !known.what().equals(what(view))) {
      begin(view);
    }
  }

  private void begin(InstanceView view) {
    Duration bound = scene.bounds().longest(view.spec());
    if (queued(view)) {
      bound = bound.multipliedBy(1 + scene.views().size());
    }
    Stretch stretch = new Stretch(view.id(), what(view), scene.now().plus(bound));
    open.put(view.id(), stretch);
    due.add(stretch);
  }

  private static String what(InstanceView view) {
    if (view.taskState() == TaskState.DELETING) {
      return "deletion";
    } else if (queued(view)) {
      return "wait for its migration";
    }
    return active(view).isPresent() ? "migration" : "operation";
  }

  private static Optional<MigrationView> active(InstanceView view) {
    return view.migrations().stream().filter(m -> !m.status().terminal()).findFirst();
  }

  private static boolean queued(InstanceView view) {
    return active(view)
        .filter(m -> m.status() == MigrationStatus.QUEUED || m.status() == MigrationStatus.ACCEPTED)
        .isPresent();
  }

  private void overdue() {
    Stretch first = due.peek();
    while (first != null && first.end().compareTo(scene.now()) <= 0) {
      due.remove();
      InstanceView view = scene.view(first.id());
      if (view != null && first.equals(open.get(first.id()))) {
        onDue(first, view);
      }
      first = due.peek();
    }
  }

  private void onDue(Stretch stretch, InstanceView view) {
    if (queued(view) && (scene.bounds().fleetLimit() || heldUp(view))) {
      begin(view);
    } else if (!touched.has(view)) {
      open.remove(view.id());
      scene.report(
          Guarantee.ISOLATION,
          view.id(),
          "no fault has touched it, and its %s has not ended within %d s: task %s"
              .formatted(
                  stretch.what(),
                  scene.bounds().longest(view.spec()).toSeconds(),
                  view.taskState().label()));
    }
  }

  /** Whether a migration that a fault has touched is open on a host of this one's. */
  private boolean heldUp(InstanceView view) {
    List<String> hosts = active(view).map(m -> List.of(m.source(), m.destination())).orElseThrow();
    return scene.views().stream()
        .filter(touched::has)
        .flatMap(other -> active(other).stream())
        .anyMatch(m -> hosts.contains(m.source()) || hosts.contains(m.destination()));
  }
}
