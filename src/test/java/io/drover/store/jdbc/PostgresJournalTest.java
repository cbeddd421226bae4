package io.drover.store.jdbc;

import static io.drover.store.Diary.note;
import static io.drover.store.Diary.noted;
import static io.drover.store.Diary.read;
import static io.drover.store.Diary.reopened;
import static io.drover.store.jdbc.Server.control;
import static io.drover.store.jdbc.Server.doing;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.runtime.Mandate;
import io.drover.store.Diary;
import io.drover.store.JournalPromises;
import io.drover.store.RefusedRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** On the server of {@code scripts/postgres.sh}. */
@Tag("postgres")
class PostgresJournalTest extends JournalPromises {
  private static final Duration LONG = Duration.ofSeconds(30);

  private Server server;

  @BeforeEach
  void emptySchema() throws SQLException {
    server = new Server("journal");
  }

  @Override
  protected String store() {
    return server.store("connect-timeout = 1 s");
  }

  @Test
  void aRowThatIsRefusedFailsNoneOfItsBatch() throws Exception {
    RefusedRow.failsNoneOfItsBatch(
        start(
            server.store("answer-timeout = 120 s")
                + RefusedRow.SETTINGS
                + "\ndrover.database-journal.circuit-breaker.call-timeout = 120 s"),
        () -> {
          Connection blocking = server.connect();
          try (Statement statement = blocking.createStatement()) {
            blocking.setAutoCommit(false);
            statement.execute("lock table drover_event in share mode");
          }
          return blocking::close;
        });
  }

  @Test
  void aServerThatIsGoneForAWhileLosesNothing() throws Exception {
    ActorTestKit kit = start();
    note(kit, kit.spawn(Diary.create(kit, "a")), noted("one"));
    ActorRef<Diary.Command> diary = kit.spawn(Diary.create(kit, "a"));
    assertThat(read(kit, diary)).hasSize(1);
    TestProbe<Done> acknowledged = kit.createTestProbe();
    Mandate mandate = Mandate.get(kit.system());

    try {
      LoggingTestKit.warn("cannot be renewed").expect(kit.system(), doing(() -> control("kill")));
      Diary.tell(diary, noted("lost"), acknowledged.ref());
      acknowledged.expectTerminated(diary, LONG);
      acknowledged.expectNoMessage(Duration.ofMillis(10));
      assertThat(mandate.refusal()).hasValueSatisfying(why -> assertThat(why).contains("renew"));
      LoggingTestKit.info("is renewed again").expect(kit.system(), doing(() -> control("up")));
    } finally {
      control("up");
    }

    assertThat(mandate.refusal()).isEmpty();
    ActorRef<Diary.Command> again = kit.spawn(Diary.create(kit, "a"));
    note(kit, again, noted("two"));
    assertThat(reopened(kit, "a")).containsExactly(List.of("one"), List.of("two"));
  }

  @Test
  void whoLostTheLeaseWritesNothingMoreAndLearnsWhoHasIt() throws Exception {
    ActorTestKit kit = start();
    ActorRef<Diary.Command> diary = kit.spawn(Diary.create(kit, "a"));
    note(kit, diary, noted("one"));
    TestProbe<Done> acknowledged = kit.createTestProbe();

    LoggingTestKit.error("is written to by process 42 on elsewhere since")
        .expect(
            kit.system(),
            doing(
                () -> {
                  server.run(
                      "update drover_writer set epoch = epoch + 1, pid = 42, host = 'elsewhere',"
                          + " since = now(), expires = now() + interval '1 hour'");
                  Diary.tell(diary, noted("too late"), acknowledged.ref());
                  acknowledged.expectTerminated(diary);
                }));

    assertThat(
            Mandate.get(kit.system())
                .lost()
                .toCompletableFuture()
                .get(LONG.toSeconds(), TimeUnit.SECONDS))
        .contains("process 42 on elsewhere");
    assertThat(Mandate.get(kit.system()).refusal()).isPresent();
    acknowledged.expectNoMessage(Duration.ofMillis(10));
    assertThat(server.ask("select count(*) from drover_event")).isEqualTo("1");
  }
}
