package io.drover.instance;

import io.drover.model.Action;
import io.drover.model.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was done to an instance lately, oldest first. Pure. */
final class Actions {
  private static final int KEPT = 20;
  private static final String MIGRATION = OperationKind.LIVE_MIGRATE.label();

  private Actions() {}

  /** With one more; an operation that goes on takes the place of the one before. */
  static List<Action> began(List<Action> before, OperationKind kind, Instant at) {
    List<Action> all =
        new ArrayList<>(
            kind == OperationKind.LIVE_MIGRATE ? before : ended(before, false, at, null));
    all.add(new Action(kind.label(), at, null, null));
    return all.subList(Math.max(0, all.size() - KEPT), all.size());
  }

  /** Its operation, or its migration, is over. */
  static List<Action> ended(
      List<Action> before, boolean migration, Instant at, @Nullable Reason fault) {
    return before.stream()
        .map(
            action ->
                action.endedAt() == null && action.what().equals(MIGRATION) == migration
                    ? action.ended(at, fault)
                    : action)
        .toList();
  }
}
