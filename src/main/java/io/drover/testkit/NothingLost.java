package io.drover.testkit;

import io.drover.model.HookState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * G5: what was answered with acceptance had been recorded before, and a restart finds all that was
 * recorded.
 */
final class NothingLost implements Check {
  private final Scene scene;
  private final @Nullable ToLongFunction<InstanceId> stored;
  private final Map<InstanceId, InstanceSpec> created = new LinkedHashMap<>();
  private final Set<InstanceId> deleted = new LinkedHashSet<>();
  private final Map<MigrationId, InstanceId> migrations = new LinkedHashMap<>();
  private final Map<MigrationId, Instant> acceptedAt = new HashMap<>();
  private final Map<InstanceId, Long> recorded = new LinkedHashMap<>();
  private final Map<Long, Long> recordedAtRequest = new HashMap<>();

  /** What was there at the last crash; what came later may not be in an answer asked for before. */
  private Known atCrash = new Known(Map.of(), Map.of(), List.of());

  private record Known(
      Map<InstanceId, InstanceSpec> created,
      Map<MigrationId, InstanceId> migrations,
      List<InstanceView> views) {}

  /**
   * @param stored how many events the journal holds of an instance; null: it cannot be asked
   */
  NothingLost(Scene scene, @Nullable ToLongFunction<InstanceId> stored) {
    this.scene = scene;
    this.stored = stored;
  }

  @Override
  public void on(Happening happening) {
    if (happening instanceof Happening.Told told
        && told.notice() instanceof Notice.InstanceRecorded notice) {
      recorded.merge(notice.view().id(), 1L, Long::sum);
      notice.view().migrations().forEach(one -> acceptedAt.put(one.id(), one.acceptedAt()));
    } else if (happening instanceof Happening.Put put) {
      recordedAtRequest.put(put.request(), evidence(put.asked().instance()));
    } else if (happening instanceof Happening.Accepted done) {
      onAccepted(done);
    } else if (happening instanceof Happening.Refused no) {
      recordedAtRequest.remove(no.request());
    } else if (happening instanceof Happening.Unknown no) {
      recordedAtRequest.remove(no.request());
    } else if (happening instanceof Happening.Crashed) {
      recordedAtRequest.clear();
      atCrash =
          new Known(
              new LinkedHashMap<>(created),
              new LinkedHashMap<>(migrations),
              List.copyOf(scene.views()));
    } else if (happening instanceof Happening.Restarted) {
      compareJournal();
    } else if (happening instanceof Happening.Reread reread) {
      Map<InstanceId, InstanceView> now = new HashMap<>();
      reread.instances().forEach(view -> now.put(view.id(), view));
      compare(now);
    } else if (happening instanceof Happening.Quiet) {
      compareJournal();
    }
  }

  /**
   * Grows with everything that is recorded: with what was told of it and, where it can be asked,
   * with what the journal holds. An event that is stored and reported as failed is not told of.
   */
  private long evidence(InstanceId id) {
    long told = recorded.getOrDefault(id, 0L);
    ToLongFunction<InstanceId> journal = stored;
    return journal == null ? told : told + journal.applyAsLong(id);
  }

  private void onAccepted(Happening.Accepted done) {
    InstanceId id = done.asked().instance();
    InstanceSpec spec = done.asked().spec();
    if (spec != null) {
      created.put(id, spec);
    }
    if (done.asked().effect() == Asked.Effect.DELETES) {
      deleted.add(id);
    }
    if (done.migration() != null) {
      migrations.put(done.migration(), id);
    }
    Long before = recordedAtRequest.remove(done.request());
    boolean must = done.asked().effect() != Asked.Effect.MAY_CHANGE;
    if (must && before != null && evidence(id) == before) {
      report(id, "its %s was accepted, and nothing was recorded".formatted(done.asked().verb()));
    }
  }

  private void compareJournal() {
    ToLongFunction<InstanceId> journal = stored;
    if (journal == null) {
      return;
    }
    recorded.replaceAll(
        (id, told) -> {
          long there = journal.applyAsLong(id);
          if (there < told) {
            report(
                id,
                "%d events of it were recorded, and its journal holds %d".formatted(told, there));
          }
          return Math.min(there, told);
        });
  }

  private void compare(Map<InstanceId, InstanceView> now) {
    atCrash.created.forEach(
        (id, spec) -> {
          InstanceView view = now.get(id);
          if (view == null) {
            report(id, "its boot was accepted, and after a restart there is no such instance");
          } else if (!view.spec().equals(spec)) {
            report(id, "it was booted as %s, and after a restart it is %s".formatted(spec, view));
          }
        });
    atCrash.migrations.forEach(
        (migration, id) -> {
          InstanceView view = now.get(id);
          if (view != null && gone(migration, view)) {
            report(
                id,
                "its migration %s was accepted, and after a restart there is none"
                    .formatted(migration));
          }
        });
    for (InstanceView before : atCrash.views) {
      InstanceView view = now.get(before.id());
      if (view != null) {
        compare(before, view);
      } else if (!atCrash.created.containsKey(before.id())) {
        report(before.id(), "it was recorded, and after a restart there is no such instance");
      }
    }
  }

  /** Older ones than those that are told may be there, or may have been forgotten long ago. */
  private boolean gone(MigrationId migration, InstanceView view) {
    Instant at = acceptedAt.get(migration);
    boolean older =
        at != null
            && view.migrations().stream().anyMatch(other -> !other.acceptedAt().isBefore(at));
    return !older && view.migration(migration).isEmpty();
  }

  private void compare(InstanceView before, InstanceView now) {
    boolean forgotten =
        before.vmState() == VmState.DELETED
            ? now.vmState() != VmState.DELETED
            : deleted.contains(before.id())
                && before.taskState() == TaskState.DELETING
                && now.taskState() == TaskState.NONE
                && now.vmState() != VmState.DELETED
                && now.fault() == null;
    if (forgotten) {
      report(
          before.id(),
          "it was %s, and after a restart it is %s"
              .formatted(
                  before.vmState() == VmState.DELETED ? "deleted" : "being deleted",
                  now.vmState().label()));
    }
    for (MigrationView migration : before.migrations()) {
      now.migration(migration.id()).ifPresent(later -> compare(migration, later));
    }
  }

  private void compare(MigrationView before, MigrationView now) {
    boolean hook =
        before.hookState() != HookState.NONE
            && before.hookState() != HookState.PENDING
            && before.hookState() != now.hookState();
    boolean earlier = now.status().compareTo(before.status()) < 0;
    if (earlier || hook) {
      report(
          before.instance(),
          "its migration to %s was %s, its hook %s, and after a restart %s, its hook %s"
              .formatted(
                  before.destination(),
                  before.status().label(),
                  before.hookState().label(),
                  now.status().label(),
                  now.hookState().label()));
    }
  }

  private void report(InstanceId id, String what) {
    scene.report(Guarantee.NOTHING_LOST, id, what);
  }
}
