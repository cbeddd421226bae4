package io.drover.cli;

import io.drover.model.InstanceView;
import io.drover.model.Labelled;
import io.drover.model.MigrationView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The instances as they were in the end, a line each. */
final class InstanceTable {

  private static final String[] HEADINGS = {
    "instance", "host", "vm state", "task", "power", "fault", "last migration"
  };

  private InstanceTable() {}

  /** The table, with a line for each instance; empty without any. */
  static String of(List<InstanceView> instances) {
    if (instances.isEmpty()) {
      return "";
    }
    List<String[]> rows = instances.stream().map(InstanceTable::row).toList();
    return Tables.of(HEADINGS, rows);
  }

  private static String[] row(InstanceView view) {
    return new String[] {
      view.spec().name(),
      view.host(),
      view.vmState().label(),
      view.taskState().label(),
      view.powerState().label(),
      labelOrNone(view.fault()),
      view.lastMigration().map(InstanceTable::migration).orElse("none")
    };
  }

  /** What a migration came to, or how far it is. */
  static String migration(MigrationView view) {
    String reason = view.reason() == null ? "" : " (" + view.reason().label() + ")";
    return "%s to %s: %s%s"
        .formatted(view.source(), view.destination(), view.status().label(), reason);
  }

  private static String labelOrNone(@Nullable Labelled value) {
    return value == null ? "none" : value.label();
  }
}
