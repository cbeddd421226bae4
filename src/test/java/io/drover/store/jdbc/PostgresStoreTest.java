package io.drover.store.jdbc;

import static io.drover.store.jdbc.Server.doing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.drover.runtime.Mandate;
import io.drover.runtime.Waits;
import io.drover.store.StoreException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.annotations.JUnit5TestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.LogCapturingExtension;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
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
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Owner SELF = new Owner(7, "here", Instant.parse("2026-11-23T09:00:00Z"));

  @JUnit5TestKit public final ActorTestKit kit = ActorTestKit.create();
  private Server server;
  private SchemaSteps steps = SchemaSteps.of("postgres");

  @BeforeEach
  void emptySchema() throws SQLException {
    server = new Server("store");
    steps = SchemaSteps.of("postgres");
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
        .open(SELF, 100, kit.system(), steps);
  }

  private void refused(String more, String... why) {
    assertThatThrownBy(() -> open(more))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("the store in ")
        .hasMessageContainingAll(why)
        .message()
        .doesNotContain("currentSchema=", "secret")
        .hasLineCount(1);
  }

  @Test
  void isMadeWhenItIsEmptyAndOpenedAgainAtOnce() throws SQLException {
    open().close();
    assertThat(server.ask("select expires = 'epoch' from drover_writer"))
        .as("it is given back")
        .isEqualTo("t");
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
    assertThat(server.ask("select epoch from drover_writer"))
        .as("its lease is left alone")
        .isEqualTo("1");
  }

  @Test
  void aSchemaThatIsNotThereIsRefused() {
    String url = server.url().replaceFirst("currentSchema=.*", "currentSchema=nowhere");

    refused("url = \"" + url + "\"", "names no schema that is there");
  }

  @Test
  void aTableOfTheApplicationIsNoneOfDrovers() throws SQLException {
    server.run("create table drovers (name text)");

    open().close();
    open().close();
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
  void aNewWriterEndsWhatTheOldOneIsStillWriting() throws SQLException {
    open().close();
    try (Connection old = server.connect();
        Statement writing = old.createStatement()) {
      old.setAutoCommit(false);
      writing.execute("set drover.epoch = '1'");
      writing.execute("delete from drover_event");
      server.run("update drover_writer set expires = clock_timestamp()");

      open().close();

      assertThatThrownBy(old::commit).isInstanceOf(SQLException.class);
    }
    assertThat(server.ask("select epoch from drover_writer")).isEqualTo("2");
  }

  @Test
  void aLeaseThatWasRenewedSinceItWasSeenIsNotTaken() throws SQLException {
    open().close();
    try (Connection taking = server.connect()) {
      LeaseTable.Holder seen = LeaseTable.holder(taking);
      assertThat(LeaseTable.renew(taking, 1, Duration.ofSeconds(1))).isTrue();

      assertThat(LeaseTable.take(taking, seen, SELF, Duration.ofSeconds(1))).isEmpty();
      seen = LeaseTable.holder(taking);
      assertThat(LeaseTable.take(taking, seen, SELF, Duration.ofSeconds(1))).hasValue(2);
      assertThat(LeaseTable.take(taking, seen, SELF, Duration.ofSeconds(1))).isEmpty();
    }
  }

  /** By the trigger each renewal looks long expired, as it does after a step of that clock. */
  @Test
  void aClockOfTheDatabaseThatIsSetForwardTakesTheLeaseFromNobody() throws SQLException {
    try (OpenStore first = open()) {
      assertThat(first.allowShutdown()).isFalse();
      server.run(
          "create function early() returns trigger language plpgsql as"
              + " 'begin new.expires = new.expires - interval ''1 hour''; return new; end'",
          "create trigger early before update on drover_writer"
              + " for each row execute function early()",
          "update drover_writer set expires = clock_timestamp()");

      refused("", "in use by process 7");

      server.run("drop trigger early on drover_writer");
    }
    assertThat(server.ask("select epoch from drover_writer")).isEqualTo("1");
  }

  @Test
  void aClockOfTheDatabaseThatIsSetBackKeepsNobodyWaiting() throws SQLException {
    open().close();
    server.run("update drover_writer set expires = clock_timestamp() + interval '1 hour'");

    open().close();

    assertThat(server.ask("select epoch from drover_writer")).isEqualTo("2");
  }

  @Test
  void oneThatIsGivenBackWhileItIsWaitedForIsTaken() throws Exception {
    open().close();
    server.run("update drover_writer set expires = clock_timestamp() + interval '1 hour'");
    CompletableFuture<OpenStore> waiting = new CompletableFuture<>();

    LoggingTestKit.info("is waiting for process 7")
        .expect(
            kit.system(),
            doing(
                () ->
                    waiting.completeAsync(() -> open("lease { renewal = 60 s, expiry = 600 s }"))));
    server.run("update drover_writer set expires = 'epoch'");

    waiting.get(LONG.toSeconds(), TimeUnit.SECONDS).close();
  }

  @Test
  void aRenewalThatHangsIsDoneAgainOnAnotherConnection() throws Exception {
    String slow = "answer-timeout = 600 s, lease { renewal = 500 ms, expiry = 300 s }";
    try (OpenStore store = open(slow)) {
      assertThat(store.allowShutdown()).isFalse();
      String session =
          once(
              "select max(pid) from pg_stat_activity where state = 'idle'"
                  + " and query like 'update drover_writer set expires%'");
      signal("STOP", session);
      try {
        String expires = server.ask("select expires from drover_writer");

        once("select max(pid) from drover_writer where expires > '%s'".formatted(expires));

        assertThat(Mandate.get(kit.system()).refusal()).isEmpty();
      } finally {
        signal("CONT", session);
      }
    }
  }

  private static void signal(String signal, String pid) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
  }

  /** What the query answers as soon as it answers something. */
  private String once(String query) throws SQLException {
    for (int tries = 0; tries < 600; tries++) {
      String answer = server.ask(query);
      if (answer != null) {
        return answer;
      }
      server.ask("select pg_sleep(0.05)");
    }
    throw new AssertionError("no answer to " + query);
  }

  @Test
  void anUpgradeMayTakeLongerThanTheLeaseLasts() throws Exception {
    try (OpenStore store = open()) {
      write(
          store,
          "insert into drover_event (persistence_id, sequence_number, writer, event_ser_id,"
              + " event_ser_manifest, event_payload) values ('a', 1, '', 1, '', '')");
    }
    SchemaSteps first = steps;
    steps =
        new SchemaSteps(
            2,
            step ->
                step == 1
                    ? first.scripts().apply(1)
                    : "update drover_event set writer = 'upgraded'\n\nselect pg_sleep(4)");
    CompletableFuture<OpenStore> upgrading =
        CompletableFuture.supplyAsync(() -> open("answer-timeout = 1 s"));
    once("select max(pid) from drover_writer where epoch = 2");

    refused("", "in use by process 7");

    OpenStore upgraded = upgrading.get(LONG.toSeconds(), TimeUnit.SECONDS);
    assertThat(server.ask("select writer from drover_event")).isEqualTo("upgraded");
    assertThat(server.ask("select max(version) from drover_store")).isEqualTo("2");
    write(upgraded, "update drover_event set writer = 'later'");
    upgraded.close();
  }

  /** The fence sees a new epoch in a transaction that began before it only so. */
  @Test
  void itsIsolationIsThatWhichTheFenceTakesWhateverARoleHas() throws SQLException {
    String role = "alter role " + server.user();
    server.run(role + " set default_transaction_isolation = 'serializable'");
    try (OpenStore store = open();
        Connection connection = store.database().source().createConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("delete from drover_event where sequence_number = 0");
      statement.execute("select 1");
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
      server.run("update drover_writer set epoch = epoch + 1");
      assertThatThrownBy(() -> statement.execute("delete from drover_event"))
          .hasMessageContaining("another process has become the writer");
      connection.rollback();
    } finally {
      server.run(role + " reset default_transaction_isolation");
    }
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
