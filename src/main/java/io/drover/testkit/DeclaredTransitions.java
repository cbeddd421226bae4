package io.drover.testkit;

import io.drover.hypervisor.simulated.Call;
import io.drover.instance.InstanceTransitions;
import io.drover.migration.MigrationTransitions;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import io.drover.model.TransitionTable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * G4: consecutive records of an instance, and of each of its migrations, follow the tables of
 * transitions. A crash, or a write that went wrong, may hide a record from those who watch, so the
 * next one is compared with nothing. Nor is what is read after a restart: of an instance that rests
 * it lacks the past.
 */
final class DeclaredTransitions implements Check {
  private final Scene scene;
  private final Map<InstanceId, InstanceView> last = new HashMap<>();

  DeclaredTransitions(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void on(Happening happening) {
    if (happening instanceof Happening.Told told
        && told.notice() instanceof Notice.InstanceRecorded recorded) {
      compare(last.put(recorded.view().id(), recorded.view()), recorded.view());
    } else if (happening instanceof Happening.Crashed || happening instanceof Happening.Reread) {
      last.clear();
    } else if (happening instanceof Happening.Struck struck
        && struck.call() == Call.JOURNAL_WRITE) {
      if (struck.about().isEmpty()) {
        last.clear();
      }
      struck.about().forEach(last::remove);
    }
  }

  private void compare(@Nullable InstanceView before, InstanceView now) {
    if (before == null) {
      return;
    }
    require(
        now,
        "it",
        InstanceTransitions.TABLE,
        InstanceTransitions.State.of(before),
        InstanceTransitions.State.of(now));
    Map<MigrationId, MigrationView> known = new HashMap<>();
    before.migrations().forEach(migration -> known.put(migration.id(), migration));
    for (MigrationView migration : now.migrations()) {
      MigrationView earlier = known.get(migration.id());
      MigrationTransitions.State from =
          earlier == null
              ? MigrationTransitions.TABLE.initial()
              : MigrationTransitions.State.of(earlier);
      require(
          now,
          "its migration from %s to %s".formatted(migration.source(), migration.destination()),
          MigrationTransitions.TABLE,
          from,
          MigrationTransitions.State.of(migration));
    }
  }

  private <S> void require(InstanceView who, String what, TransitionTable<S> table, S from, S to) {
    if (!table.declares(from, to)) {
      scene.report(
          Guarantee.TRUE_RECORD,
          who.id(),
          "%s was recorded as (%s), then as (%s), which is no declared transition"
              .formatted(what, from, to));
    }
  }
}
