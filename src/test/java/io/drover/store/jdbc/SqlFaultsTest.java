package io.drover.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFaultsTest {

  @ParameterizedTest
  @CsvSource({
    "5, is locked by another program",
    "261, is locked by another program",
    "8, cannot be written to",
    "522, cannot be read or written on its disk",
    "11, is damaged",
    "13, has no room left on its disk",
    "14, cannot be opened",
    "26, is no SQLite file",
    "1, cannot be used"
  })
  void aFailureOfSqliteIsToldByItsPrimaryCode(int code, String meaning) {
    assertThat(SqlFaults.ofSqlite(new SQLException("[CODE]  it\nsaid", null, code)))
        .startsWith(meaning)
        .endsWith(": [CODE]  it said");
  }
}
