package io.drover.store;

import static io.drover.store.Diary.note;
import static io.drover.store.Diary.noted;
import static io.drover.store.Diary.read;
import static io.drover.store.Diary.reopened;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;

/** Has a journal write a batch of events of many streams, of which the database refuses one. */
public final class RefusedRow {
  /** One batch at a time, so that all that arrives while it is held up is in the next one. */
  public static final String SETTINGS = "drover.database-journal.parallel-batches = 1";

  private static final int MANY = 300;
  private static final Duration LONG = Duration.ofSeconds(60);

  private RefusedRow() {}

  /** Keeps the database from writing until it is closed. */
  @FunctionalInterface
  public interface Block extends AutoCloseable {
    @Override
    void close() throws SQLException;
  }

  /** Begins to keep the database from writing. */
  @FunctionalInterface
  public interface Blocking {
    Block begin() throws SQLException;
  }

  /** The refused one fails, and all others of its batch are acknowledged. */
  public static void failsNoneOfItsBatch(ActorTestKit kit, Blocking blocking) throws Exception {
    ActorRef<Diary.Command> first = kit.spawn(Diary.create(kit, "twice"));
    ActorRef<Diary.Command> second = kit.spawn(Diary.create(kit, "twice"));
    ActorRef<Diary.Command> before = kit.spawn(Diary.create(kit, "before"));
    ActorRef<Diary.Command> after = kit.spawn(Diary.create(kit, "after"));
    List<ActorRef<Diary.Command>> others =
        IntStream.range(0, MANY)
            .mapToObj(number -> kit.spawn(Diary.create(kit, "other-" + number)))
            .toList();
    List.of(first, second, before, after).forEach(diary -> read(kit, diary));
    others.forEach(diary -> read(kit, diary));
    note(kit, first, noted("the first"));
    TestProbe<Done> acknowledged = kit.createTestProbe();

    Block block = blocking.begin();
    Arrivals one = new Arrivals(1);
    Diary.tell(before, one.noted("held up"), acknowledged.ref());
    one.await();
    Arrivals all = new Arrivals(MANY + 1);
    Diary.tell(second, all.noted("in its place"), kit.<Done>createTestProbe().ref());
    others.forEach(diary -> Diary.tell(diary, all.noted("one"), acknowledged.ref()));
    all.await();
    Arrivals last = new Arrivals(1);
    Diary.tell(after, last.noted("the last"), acknowledged.ref());
    last.await();
    block.close();

    acknowledged.receiveSeveralMessages(MANY + 2, LONG);
    acknowledged.expectTerminated(second, LONG);
    assertThat(reopened(kit, "twice")).containsExactly(List.of("the first"));
    assertThat(reopened(kit, "other-1")).containsExactly(List.of("one"));
  }
}
