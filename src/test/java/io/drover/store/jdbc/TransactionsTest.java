package io.drover.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionsTest {
  private final List<String> calls = new ArrayList<>();

  /** A connection that fails in this call. */
  private Connection connection(String failing) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              calls.add(method.getName());
              if (method.getName().equals(failing)) {
                throw new SQLException(failing + " failed");
              }
              return null;
            });
  }

  @Test
  void whatIsDoneIsCommitted() throws SQLException {
    assertThat(Transactions.<Integer>in(connection(""), () -> 5)).isEqualTo(5);
    assertThat(calls).containsExactly("setAutoCommit", "commit", "setAutoCommit");
  }

  @Test
  void theRealFailureIsToldAndNotThatOfTakingItBack() {
    SQLException real = new SQLException("the connection is gone");

    assertThatThrownBy(
            () ->
                Transactions.in(
                    connection("rollback"),
                    () -> {
                      throw real;
                    }))
        .isSameAs(real)
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed())
                    .singleElement()
                    .satisfies(taking -> assertThat(taking).hasMessage("rollback failed")));
    assertThat(calls).doesNotContain("commit");
  }

  @Test
  void whatCannotBeCommittedIsTakenBack() {
    assertThatThrownBy(() -> Transactions.<Integer>in(connection("commit"), () -> 5))
        .hasMessage("commit failed");
    assertThat(calls).containsExactly("setAutoCommit", "commit", "rollback", "setAutoCommit");
  }
}
