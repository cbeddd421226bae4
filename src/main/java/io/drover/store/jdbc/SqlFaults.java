package io.drover.store.jdbc;

import java.sql.SQLException;
import java.util.List;

/** What the failure of a statement is about. */
final class SqlFaults {
  /** The part of SQLite's codes that is the same for all kinds of one error. */
  private static final int PRIMARY_CODE = 0xff;

  /** SQLITE_TOOBIG, SQLITE_CONSTRAINT and SQLITE_MISMATCH. */
  private static final List<Integer> SQLITE_ROW_CODES = List.of(18, 19, 20);

  private SqlFaults() {}

  /** Whether it is about what was written, and not about the database. */
  static boolean ofARow(SQLException failure) {
    String state = failure.getSQLState();
    return state == null
        ? SQLITE_ROW_CODES.contains(failure.getErrorCode() & PRIMARY_CODE)
        : state.startsWith("22") || state.startsWith("23");
  }

  /** What SQLite's failure to open a file means, as the end of a sentence. */
  static String ofSqlite(SQLException failure) {
    String meaning =
        switch (failure.getErrorCode() & PRIMARY_CODE) {
          case 5, 6 -> "is locked by another program, such as a backup or a shell";
          case 8 -> "cannot be written to";
          case 10 -> "cannot be read or written on its disk";
          case 11 -> "is damaged";
          case 13 -> "has no room left on its disk";
          case 14 -> "cannot be opened";
          case 26 -> "is no SQLite file";
          default -> "cannot be used";
        };
    return meaning + ": " + message(failure);
  }

  /** What the database said, in one line. */
  static String message(SQLException failure) {
    return String.valueOf(failure.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
