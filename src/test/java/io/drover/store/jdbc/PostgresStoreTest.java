package io.drover.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.drover.runtime.Waits;
import io.drover.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.testkit.typed.annotations.JUnit5TestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.LogCapturingExtension;
import org.apache.pekko.actor.testkit.typed.javadsl.TestKitJUnit5Extension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** On the server of {@code scripts/postgres.sh}. */
@Tag("postgres")
@ExtendWith({TestKitJUnit5Extension.class, LogCapturingExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresStoreTest {
  private static final Owner SELF = new Owner(7, "here", Instant.parse("2026-11-23T09:00:00Z"));

  @JUnit5TestKit public final ActorTestKit kit = ActorTestKit.create();
  private Server server;

  @BeforeEach
  void emptySchema() throws SQLException {
    server = new Server("store");
  }

  private OpenStore open() {
    return open("");
  }

  private OpenStore open(String more) {
    return PostgresStore.from(
            Waits.plain(
                ConfigFactory.parseString(server.store(more))
                    .withFallback(ConfigFactory.load())
                    .getConfig("drover.stores")))
        .open(SELF, 100, kit.system());
  }

  private void refused(String more, String... why) {
    assertThatThrownBy(() -> open(more))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("the store in jdbc:postgresql://")
        .hasMessageContainingAll(why)
        .message()
        .doesNotContain("currentSchema", "secret")
        .hasLineCount(1);
  }

  @Test
  void isMadeWhenItIsEmptyAndOpenedAgainAtOnce() throws SQLException {
    open().close();
    open().close();

    assertThat(server.ask("select version from drover_store")).isEqualTo("1");
    assertThat(server.ask("select epoch from drover_writer")).isEqualTo("2");
  }

  @Test
  void whatCannotBeUsedIsRefused() throws SQLException {
    refused("password = secret", "password authentication failed");
    refused("url = \"jdbc:postgresql://127.0.0.1:1/drover?password=secret\"", "refused");
    refused("url = \"jdbc:postgresql://127.0.0.1:notaport/drover\"", "must be of the form");
    open().close();
    server.run("drop table drover_snapshot");
    refused("", "lacks its table drover_snapshot");
    server.run("insert into drover_store (version) values (99)");
    refused("", "is of version 99");
    server.run("drop table drover_store");
    refused("", "lacks its table drover_store");
  }

  @Test
  void anotherWriterIsNamedAsSoonAsItIsSeenToLive() {
    try (OpenStore first = open()) {
      assertThat(first.allowShutdown()).isFalse();
      refused("", "in use by process 7 on here since");
    }

    open().close();
  }

  @Test
  void theLeaseOfACrashedWriterIsTakenWhenItHasExpired() throws SQLException {
    open().close();
    server.run("update drover_writer set expires = clock_timestamp() + interval '1 second'");

    open().close();

    assertThat(server.ask("select epoch from drover_writer")).isEqualTo("2");
  }

  @Test
  void aWriterThatWasPausedTooLongLearnsWhoHasItsPlace() throws Exception {
    try (StoreHolder paused = StoreHolder.start(server.store(""))) {
      paused.signal("STOP");
      OpenStore next = open();
      paused.signal("CONT");

      assertThat(paused.whyLost()).contains("is written to by process 7 on here since");
      next.close();
    }
  }

  @Test
  void theDatabaseRefusesWhatAnybodyElseWrites() throws SQLException {
    OpenStore store = open();
    String event =
        "insert into drover_event (persistence_id, sequence_number, writer, event_ser_id,"
            + " event_ser_manifest, event_payload) values ('a', %d, '', 1, '', '')";

    write(store, event.formatted(1));
    assertThatThrownBy(() -> server.run(event.formatted(2)))
        .hasMessageContaining("another process has become the writer");
    server.run("update drover_writer set epoch = epoch + 1");
    assertThatThrownBy(() -> write(store, event.formatted(2)))
        .hasMessageContaining("another process has become the writer");
    assertThatThrownBy(() -> write(store, "delete from drover_event"))
        .hasMessageContaining("another process has become the writer");

    store.close();
  }

  private static void write(OpenStore store, String sql) throws SQLException {
    try (Connection connection = store.database().source().createConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A transaction that began before and ends after would bring back what the new writer read. */
  @Test
  void aNewWriterWaitsForWhatTheOldOneIsWriting() throws SQLException {
    OpenStore old = open();
    try (Connection writing = old.database().source().createConnection();
        Statement statement = writing.createStatement();
        Connection taking = server.connect();
        Statement impatience = taking.createStatement()) {
      writing.setAutoCommit(false);
      statement.execute("delete from drover_event");
      server.run("update drover_writer set expires = 'epoch'");
      impatience.execute("set lock_timeout = 100");

      assertThatThrownBy(() -> LeaseTable.take(taking, SELF, Duration.ofSeconds(1)))
          .hasMessageContaining("lock timeout");
      writing.rollback();
      server.run("update drover_writer set expires = 'epoch'");
      assertThat(LeaseTable.take(taking, SELF, Duration.ofSeconds(1))).hasValue(2);
    }
    old.close();
  }

  @Test
  void thePasswordIsInNoText() {
    PostgresStore store =
        PostgresStore.from(
            Waits.plain(
                ConfigFactory.parseString("drover.stores.postgres.password = secret")
                    .withFallback(ConfigFactory.load())
                    .getConfig("drover.stores")));

    assertThat(store.toString()).doesNotContain("secret").contains("jdbc:postgresql");
  }
}
