package io.drover.cli;

import io.drover.model.InstanceView;
import io.drover.model.Labelled;
import io.drover.model.MigrationView;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

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
    String[][] rows = instances.stream().map(InstanceTable::row).toArray(String[][]::new);
    Column[] columns = new Column[HEADINGS.length];
    for (int i = 0; i < columns.length; i++) {
      int width = HEADINGS[i].length();
      for (String[] row : rows) {
        width = Math.max(width, row[i].length());
      }
      columns[i] = new Column(width + 2, 0, Overflow.SPAN);
    }
    ColorScheme plain = new ColorScheme.Builder(Ansi.OFF).build();
    TextTable table = TextTable.forColumns(plain, columns);
    table.addRowValues(HEADINGS);
    for (String[] row : rows) {
      table.addRowValues(row);
    }
    return table.toString();
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

  private static String migration(MigrationView view) {
    String reason = view.reason() == null ? "" : " (" + view.reason().label() + ")";
    return "%s to %s: %s%s"
        .formatted(view.source(), view.destination(), view.status().label(), reason);
  }

  private static String labelOrNone(@Nullable Labelled value) {
    return value == null ? "none" : value.label();
  }
}
