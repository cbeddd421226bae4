package io.drover.serve;

import io.drover.model.HookState;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what an instance has not finished. */
final class Unfinished {

  private Unfinished() {}

  /** What is open of an instance, in a sentence without its end; empty: nothing is. */
  static Optional<String> of(InstanceView view) {
    if (view.atRest()) {
      return Optional.empty();
    }
    List<String> open = new ArrayList<>();
    for (MigrationView migration : view.migrations()) {
      if (!migration.status().terminal()) {
        open.add(migration(migration));
      } else if (migration.hookState() == HookState.PENDING && migration.hook() != null) {
        open.add(
            "the %s hook of its migration %s is to be called"
                .formatted(migration.hook().label(), migration.id()));
      }
    }
    if (view.taskState() != TaskState.NONE && view.taskState() != TaskState.MIGRATING) {
      open.add("task " + view.taskState().label());
    }
    return Optional.of(
        "%s (%s on %s): %s"
            .formatted(view.spec().name(), view.id(), view.host(), String.join(", ", open)));
  }

  private static String migration(MigrationView migration) {
    boolean transfer =
        migration.status() == MigrationStatus.RUNNING
            || migration.status() == MigrationStatus.RUNNING_POST_COPY;
    return "its migration %s from %s to %s is %s%s"
        .formatted(
            migration.id(),
            migration.source(),
            migration.destination(),
            migration.status().label(),
            transfer ? ", which the hosts go on with" : "");
  }
}
