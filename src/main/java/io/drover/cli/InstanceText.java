package io.drover.cli;

import io.drover.model.Action;
import io.drover.model.InstanceView;
import io.drover.model.MigrationView;
import io.drover.model.OneLine;
import java.util.List;

/** All that is known of one instance, for people. */
final class InstanceText {

  private InstanceText() {}

  /** The table line of the instance, and what that does not say. */
  static String of(InstanceView view) {
    StringBuilder text = new StringBuilder(InstanceTable.of(List.of(view)));
    line(text, "id", view.id().value());
    line(
        text,
        "size",
        "%d vcpus, %s memory, %s disk, %d vifs"
            .formatted(
                view.spec().flavor().vcpus(),
                Sizes.words(view.spec().flavor().memoryBytes()),
                Sizes.words(view.spec().flavor().diskBytes()),
                view.spec().vifs()));
    if (view.unsettled()) {
      line(text, "unsettled", "nobody can tell at present what became of its guest");
    }
    view.leftovers().forEach(what -> line(text, "left over", what));
    view.migrations().forEach(migration -> migration(text, migration));
    view.actions().forEach(action -> line(text, "action", action(action)));
    return text.toString();
  }

  private static String action(Action action) {
    return "%s, %s to %s%s"
        .formatted(
            action.what(),
            action.beganAt(),
            action.endedAt() == null ? "now" : action.endedAt(),
            action.fault() == null ? "" : ", failed: " + action.fault().label());
  }

  private static void migration(StringBuilder text, MigrationView migration) {
    String hook =
        migration.hook() == null
            ? ""
            : ", %s hook %s".formatted(migration.hook().label(), migration.hookState().label());
    line(
        text,
        "migration",
        "%s, accepted %s, %s%s"
            .formatted(
                migration.id(), migration.acceptedAt(), InstanceTable.migration(migration), hook));
    if (migration.unresolved() != null) {
      line(text, "unresolved", migration.unresolved() + ", since " + migration.unresolvedSince());
    }
    migration.leftovers().forEach(what -> line(text, "left over", what));
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append("%-10s  %s%n".formatted(key, OneLine.of(value)));
  }
}
