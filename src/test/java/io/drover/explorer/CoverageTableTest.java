package io.drover.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.scenario.Coverage;
import io.drover.scenario.Coverage.Meeting;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CoverageTableTest {

  private static CoverageTable of(Map<Meeting, Integer> met) {
    return new CoverageTable(new Coverage(new TreeMap<>(met)));
  }

  @Test
  void faultsOfAllCallsAreCountedTogetherAndThoseOfTheJournalApart() {
    CoverageTable table =
        of(
            Map.of(
                new Meeting("migrate hang", "migration running"), 2,
                new Meeting("job-info hang", "migration running"), 3,
                new Meeting("journal-write hang", "migration running"), 7,
                new Meeting("host down", "migration running"), 11));

    String line = line(table, "migration running ");
    assertThat(line).containsPattern("running +0 +5 +0 +0 +0 +0 +11 +0 +0 +0 +0 +7 +0");
    assertThat(table.empty())
        .contains("error in migration running")
        .doesNotContain("hang in migration running", "down in migration running");
  }

  @Test
  void everyStateOfAMigrationAndEveryTaskIsARow() {
    assertThat(CoverageTable.rows())
        .contains("migration accepted", "migration running (post-copy)", "hook pending")
        .contains("task rebooting_hard", "task deleting")
        .doesNotContain("migration completed", "task none", "task migrating");
  }

  @Test
  void whatIsDeclaredImpossibleIsNotMissed() {
    CoverageTable table = of(Map.of());

    ImpossibleCells.all()
        .forEach(
            rule -> {
              assertThat(rule.reason()).isNotBlank();
              assertThat(CoverageTable.rows()).anyMatch(row -> row.matches(rule.row()));
              assertThat(FaultColumn.labels()).anyMatch(column -> column.matches(rule.column()));
            });
    assertThat(table.empty())
        .allMatch(
            cell -> {
              String[] parts = cell.split(" in ", 2);
              return ImpossibleCells.reason(parts[1], parts[0]).isEmpty();
            });
  }

  private static String line(CoverageTable table, String state) {
    return table.lines().stream().filter(each -> each.startsWith(state)).findFirst().orElseThrow();
  }
}
