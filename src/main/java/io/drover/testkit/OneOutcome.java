package io.drover.testkit;

import io.drover.model.HookKind;
import io.drover.model.HookState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** G2: what a migration's record and its hooks may do after each other. */
final class OneOutcome implements Check {
  private final Scene scene;
  private final Map<MigrationId, MigrationView> last = new HashMap<>();

  /** Of which of them nothing can have been recorded since that was not told: a crash keeps it. */
  private final Set<MigrationId> upToDate = new HashSet<>();

  private final Map<MigrationId, InstanceId> accepted = new LinkedHashMap<>();
  private final Map<MigrationId, Calls> calls = new HashMap<>();

  private static final class Calls {
    int announced;
    int made;
    int succeeded;
  }

  OneOutcome(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void on(Happening happening) {
    if (happening instanceof Happening.Recorded recorded) {
      recorded.view().migrations().forEach(this::compare);
    } else if (happening instanceof Happening.Told told
        && told.notice() instanceof Notice.HookProgress progress) {
      onAnnounced(progress);
    } else if (happening instanceof Happening.HookCalled call) {
      onCalled(call.hook(), call.migration());
    } else if (happening instanceof Happening.HookEnded end && end.success()) {
      callsOf(end.migration().id()).succeeded++;
    } else if (happening instanceof Happening.Accepted done && done.migration() != null) {
      accepted.put(done.migration(), done.asked().instance());
    } else if (happening instanceof Happening.Crashed) {
      upToDate.clear();
    } else if (happening instanceof Happening.Quiet quiet) {
      quiet.instances().forEach(this::finallyOf);
    }
  }

  private Calls callsOf(MigrationId id) {
    return calls.computeIfAbsent(id, unknown -> new Calls());
  }

  private void compare(MigrationView now) {
    MigrationView before = last.put(now.id(), now);
    upToDate.add(now.id());
    if (before == null) {
      return;
    }
    if (before.status().terminal() && before.status() != now.status()) {
      report(
          now,
          "had ended as %s and is %s".formatted(before.status().label(), now.status().label()));
    }
    HookKind chosen = before.hook();
    if (chosen != null && chosen != now.hook()) {
      report(
          now,
          "had chosen its %s hook, and now %s"
              .formatted(chosen.label(), now.hook() == null ? "none" : now.hook().label()));
    }
    if (settled(before.hookState()) && before.hookState() != now.hookState()) {
      report(
          now,
          "had its hook %s, which is %s again"
              .formatted(before.hookState().label(), now.hookState().label()));
    }
  }

  private static boolean settled(HookState state) {
    return state == HookState.DELIVERED || state == HookState.GIVEN_UP;
  }

  private void onAnnounced(Notice.HookProgress progress) {
    MigrationView known = last.get(progress.migration());
    if (progress.state() == HookState.PENDING) {
      callsOf(progress.migration()).announced++;
      if (known != null && settled(known.hookState())) {
        report(
            known,
            "begins call %d of its %s hook, which was %s before"
                .formatted(progress.call(), progress.hook().label(), known.hookState().label()));
      }
    }
  }

  private void onCalled(HookKind hook, MigrationView migration) {
    Calls count = callsOf(migration.id());
    count.made++;
    MigrationView known = upToDate.contains(migration.id()) ? last.get(migration.id()) : migration;
    if (known == null || !known.status().terminal() || known.hook() == null) {
      report(migration, "calls its %s hook before its end is recorded".formatted(hook.label()));
    } else if (known.hook() != hook) {
      report(
          known,
          "calls its %s hook, and its outcome chose %s"
              .formatted(hook.label(), known.hook().label()));
    } else if (count.made > count.announced) {
      report(
          known,
          "has its %s hook called %d times, for %d calls that were meant"
              .formatted(hook.label(), count.made, count.announced));
    }
  }

  private void finallyOf(InstanceView view) {
    for (MigrationView migration : view.migrations()) {
      Calls count = callsOf(migration.id());
      if (migration.hookState() == HookState.DELIVERED && count.made > 0 && count.succeeded == 0) {
        report(
            migration,
            "has its %s hook recorded as delivered, and no call of it succeeded"
                .formatted(Objects.requireNonNull(migration.hook()).label()));
      }
      if (migration.status().terminal() && migration.hook() == null) {
        report(migration, "ended as %s without a hook".formatted(migration.status().label()));
      }
    }
    accepted.forEach(
        (id, instance) -> {
          if (instance.equals(view.id()) && !last.containsKey(id)) {
            scene.report(
                Guarantee.ONE_OUTCOME,
                instance,
                "migration " + id + " was accepted and has no end");
          }
        });
  }

  private void report(MigrationView migration, String what) {
    scene.report(
        Guarantee.ONE_OUTCOME,
        migration.instance(),
        "its migration from %s to %s %s"
            .formatted(migration.source(), migration.destination(), what));
  }
}
