package io.drover.store.jdbc;

import static io.drover.store.Diary.note;
import static io.drover.store.Diary.noted;
import static io.drover.store.Diary.read;
import static io.drover.store.Diary.reopened;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.store.Diary;
import io.drover.store.JournalPromises;
import io.drover.store.RefusedRow;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest extends JournalPromises {
  @TempDir Path folder;

  @Override
  protected String store() {
    return "drover { store = file, stores.file.folder = \"%s\" }".formatted(folder);
  }

  private Connection another() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(FileStore.FILE));
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** On the connection that the store itself writes through. */
  private static void runInside(ActorTestKit kit, String sql) throws SQLException {
    OpenStore store = Stores.opened(kit.system().classicSystem());
    try (Connection connection = store.database().source().createConnection()) {
      run(connection, sql);
    }
  }

  @Test
  void aRowThatIsRefusedFailsNoneOfItsBatch() throws Exception {
    RefusedRow.failsNoneOfItsBatch(
        start(
            store()
                + "\n"
                + RefusedRow.SETTINGS
                + "\ndrover.stores.file.busy-timeout = 120 s"
                + "\ndrover.database-journal.circuit-breaker.call-timeout = 120 s"),
        () -> {
          Connection blocking = another();
          run(blocking, "begin immediate");
          return blocking::close;
        });
  }

  @Test
  void onAFullDiskNothingIsAcknowledgedAndWithRoomItGoesOn() throws SQLException {
    ActorTestKit kit = start();
    note(kit, kit.spawn(Diary.create(kit, "a")), noted("one"));
    ActorRef<Diary.Command> diary = kit.spawn(Diary.create(kit, "a"));
    assertThat(read(kit, diary)).hasSize(1);
    runInside(kit, "pragma max_page_count = 1");
    TestProbe<Done> acknowledged = kit.createTestProbe();

    Diary.tell(diary, noted("x".repeat(100_000)), acknowledged.ref());

    acknowledged.expectTerminated(diary);
    acknowledged.expectNoMessage();
    assertThat(reopened(kit, "a")).containsExactly(List.of("one"));
    runInside(kit, "pragma max_page_count = 1000000");
    ActorRef<Diary.Command> again = kit.spawn(Diary.create(kit, "a"));
    note(kit, again, noted("two"));
    assertThat(reopened(kit, "a")).containsExactly(List.of("one"), List.of("two"));
  }

  @Test
  void aRowThatCannotBeReadFailsItsOwnStreamOnly() throws SQLException {
    ActorTestKit kit = start();
    note(kit, kit.spawn(Diary.create(kit, "a")), noted("one"));
    note(kit, kit.spawn(Diary.create(kit, "b")), noted("one"));
    try (Connection connection = another()) {
      run(connection, "update drover_event set event_payload = x'ff' where persistence_id = 'a'");
    }
    TestProbe<Done> end = kit.createTestProbe();

    end.expectTerminated(kit.spawn(Diary.create(kit, "a")));

    assertThat(reopened(kit, "b")).containsExactly(List.of("one"));
  }
}
