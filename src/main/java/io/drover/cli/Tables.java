package io.drover.cli;

import io.drover.model.OneLine;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/**
 * Tables for people, each column as wide as its widest value. What is in them was named by others:
 * each value stays on its line.
 */
final class Tables {
  private static final int GAP = 2;

  private Tables() {}

  /** The table, the headings first. */
  static String of(String[] headings, List<String[]> values) {
    List<String[]> rows = values.stream().map(Tables::printable).toList();
    Column[] columns = new Column[headings.length];
    for (int i = 0; i < columns.length; i++) {
      int width = headings[i].length();
      for (String[] row : rows) {
        width = Math.max(width, row[i].length());
      }
      columns[i] = new Column(width + GAP, 0, Overflow.SPAN);
    }
    ColorScheme plain = new ColorScheme.Builder(Ansi.OFF).build();
    TextTable table = TextTable.forColumns(plain, columns);
    table.addRowValues(headings);
    rows.forEach(table::addRowValues);
    return table.toString();
  }

  private static String[] printable(String[] row) {
    return Arrays.stream(row).map(OneLine::of).toArray(String[]::new);
  }
}
