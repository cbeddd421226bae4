package io.drover.testkit;

import io.drover.model.InstanceView;
import io.drover.model.MigrationView;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** G6: every request is answered in time, unless a crash comes between; what was begun ends. */
final class NoSilence implements Check {
  private final Scene scene;

  /** In the order in which they were put, so that the first is due first. */
  private final Map<Long, Pending> pending = new LinkedHashMap<>();

  private record Pending(Asked asked, Duration due) {}

  NoSilence(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void on(Happening happening) {
    if (happening instanceof Happening.Put put) {
      pending.put(
          put.request(), new Pending(put.asked(), scene.now().plus(scene.bounds().answer())));
    } else if (happening instanceof Happening.Accepted done) {
      pending.remove(done.request());
    } else if (happening instanceof Happening.Refused no) {
      pending.remove(no.request());
    } else if (happening instanceof Happening.Unknown no) {
      pending.remove(no.request());
    } else if (happening instanceof Happening.Failed failed) {
      pending.remove(failed.request());
      scene.report(
          Guarantee.NO_SILENCE,
          failed.asked().instance(),
          "its %s was not answered: %s".formatted(failed.asked().verb(), failed.why()));
    } else if (happening instanceof Happening.Crashed) {
      pending.clear();
    } else if (happening instanceof Happening.TimePassed) {
      overdue();
    } else if (happening instanceof Happening.Quiet quiet) {
      quiet.instances().forEach(this::finallyOf);
    }
  }

  private void overdue() {
    while (!pending.isEmpty()) {
      Map.Entry<Long, Pending> first = pending.entrySet().iterator().next();
      if (first.getValue().due().compareTo(scene.now()) > 0) {
        return;
      }
      pending.remove(first.getKey());
      scene.report(
          Guarantee.NO_SILENCE,
          first.getValue().asked().instance(),
          "its %s has had no answer for %s s"
              .formatted(first.getValue().asked().verb(), scene.bounds().answer().toSeconds()));
    }
  }

  private void finallyOf(InstanceView view) {
    if (reachable(view)) {
      Unfinished.finallyOf(view)
          .ifPresent(
              what ->
                  scene.report(
                      Guarantee.NO_SILENCE, view.id(), "it has not come to rest: " + what));
    }
  }

  /** What cannot be looked at cannot end. */
  private boolean reachable(InstanceView view) {
    return answers(view.host())
        && view.migrations().stream()
            .filter(migration -> !migration.status().terminal())
            .allMatch(this::reachable);
  }

  private boolean reachable(MigrationView migration) {
    return answers(migration.source()) && answers(migration.destination());
  }

  private boolean answers(String host) {
    return scene.truth().hosts().contains(host) && scene.truth().answers(host);
  }
}
