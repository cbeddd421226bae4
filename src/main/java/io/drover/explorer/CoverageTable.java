package io.drover.explorer;

import io.drover.model.MigrationStatus;
import io.drover.model.TaskState;
import io.drover.scenario.Coverage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** In which states which faults have struck: a row for each state, a column for each fault. */
final class CoverageTable {

  private static final String IMPOSSIBLE = "-";

  /** Nova's names for steps that Drover does not have: a reboot goes on at once. */
  private static final Set<TaskState> NEVER_ENTERED =
      EnumSet.of(TaskState.REBOOT_PENDING, TaskState.REBOOT_PENDING_HARD);

  private final Map<String, Map<String, Integer>> cells = new LinkedHashMap<>();

  CoverageTable(Coverage coverage) {
    for (String row : rows()) {
      Map<String, Integer> columns = new LinkedHashMap<>();
      FaultColumn.labels().forEach(column -> columns.put(column, 0));
      cells.put(row, columns);
    }
    coverage
        .met()
        .forEach(
            (meeting, count) -> {
              Map<String, Integer> row = cells.get(meeting.state());
              String column = FaultColumn.of(meeting.fault());
              if (row != null && row.containsKey(column)) {
                row.merge(column, count, Integer::sum);
              }
            });
  }

  /** The statuses of a migration that are not its end, its hook, and what is done to instances. */
  static List<String> rows() {
    List<String> rows = new ArrayList<>();
    Arrays.stream(MigrationStatus.values())
        .filter(status -> !status.terminal())
        .forEach(status -> rows.add("migration " + status.label()));
    rows.add("hook pending");
    Arrays.stream(TaskState.values())
        .filter(task -> task != TaskState.NONE && task != TaskState.MIGRATING)
        .filter(task -> !NEVER_ENTERED.contains(task))
        .forEach(task -> rows.add("task " + task.label()));
    return rows;
  }

  /** The cells in which there could be something and is not, each as {@code fault in state}. */
  List<String> empty() {
    List<String> empty = new ArrayList<>();
    cells.forEach(
        (row, columns) ->
            columns.forEach(
                (column, count) -> {
                  if (count == 0 && ImpossibleCells.reason(row, column).isEmpty()) {
                    empty.add(column + " in " + row);
                  }
                }));
    return empty;
  }

  /** The table, a line for each state. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder("%-32s".formatted("state"));
    FaultColumn.labels().forEach(column -> head.append(cell(column, column)));
    lines.add(head.toString());
    cells.forEach(
        (row, columns) -> {
          StringBuilder line = new StringBuilder("%-32s".formatted(row));
          columns.forEach((column, count) -> line.append(cell(column, shown(row, column, count))));
          lines.add(line.toString());
        });
    return lines;
  }

  private static String shown(String row, String column, int count) {
    return count == 0 && ImpossibleCells.reason(row, column).isPresent()
        ? IMPOSSIBLE
        : String.valueOf(count);
  }

  private static String cell(String column, String value) {
    return String.format(Locale.ROOT, "  %" + Math.max(5, column.length()) + "s", value);
  }
}
