package io.drover.testkit;

import io.drover.model.HookState;
import io.drover.model.InstanceView;
import io.drover.model.MigrationView;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.util.Optional;

/** What is still open of an instance, by its record. */
public final class Unfinished {

  private Unfinished() {}

  /** What keeps an instance from being at rest, in a few words; empty when it is. */
  public static Optional<String> of(InstanceView view) {
    if (view.vmState() == VmState.DELETED || view.atRest()) {
      return Optional.empty();
    }
    return view.migrations().stream()
        .filter(m -> !m.status().terminal() || m.hookState() == HookState.PENDING)
        .findFirst()
        .map(Unfinished::words)
        .or(
            () ->
                view.taskState() == TaskState.NONE
                    ? Optional.empty()
                    : Optional.of("task " + view.taskState().label()));
  }

  /** What cannot stay open for ever where all hosts can be asked, though it counts as rest. */
  static Optional<String> finallyOf(InstanceView view) {
    return of(view)
        .or(
            () ->
                view.unsettled()
                    ? Optional.of("what its last operation left is not known")
                    : view.leftovers().stream().findFirst());
  }

  private static String words(MigrationView migration) {
    if (migration.status().terminal()) {
      return "hook pending";
    }
    return migration.unresolved() == null
        ? "migration " + migration.status().label()
        : "migration unresolved: " + migration.unresolved();
  }
}
