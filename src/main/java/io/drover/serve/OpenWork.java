package io.drover.serve;

import io.drover.model.HookState;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.OneLine;
import io.drover.model.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what is still to be done about an instance, as far as its view tells. */
final class OpenWork {

  private OpenWork() {}

  /** What is open of an instance, on a line without its end; empty: nothing is. */
  static Optional<String> of(InstanceView view) {
    List<String> open = new ArrayList<>();
    for (MigrationView migration : view.migrations()) {
      if (!migration.status().terminal()) {
        open.add(migration(migration));
      } else if (migration.hookState() == HookState.PENDING && migration.hook() != null) {
        open.add(
            "the %s hook of its migration %s is to be called"
                .formatted(migration.hook().label(), migration.id()));
      }
      leftOver(open, "its migration " + migration.id(), migration.leftovers());
    }
    if (view.taskState() != TaskState.NONE && view.taskState() != TaskState.MIGRATING) {
      open.add("task " + view.taskState().label());
    }
    if (view.unsettled()) {
      open.add("nobody can tell at present what became of its guest");
    }
    leftOver(open, "its operations", view.leftovers());
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of(
            OneLine.of(
                "%s (%s on %s): %s"
                    .formatted(
                        view.spec().name(), view.id(), view.host(), String.join(", ", open))));
  }

  private static void leftOver(List<String> open, String what, List<String> leftovers) {
    if (!leftovers.isEmpty()) {
      open.add(
          "%s left over what is to be cleaned up: %s"
              .formatted(what, String.join("; ", leftovers)));
    }
  }

  private static String migration(MigrationView migration) {
    boolean transfer =
        migration.status() == MigrationStatus.RUNNING
            || migration.status() == MigrationStatus.RUNNING_POST_COPY;
    return "its migration %s from %s to %s is %s%s%s"
        .formatted(
            migration.id(),
            migration.source(),
            migration.destination(),
            migration.status().label(),
            transfer ? ", which the hosts go on with" : "",
            migration.unresolved() == null ? "" : ", unresolved: " + migration.unresolved());
  }
}
