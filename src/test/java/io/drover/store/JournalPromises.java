package io.drover.store;

import static io.drover.store.Diary.note;
import static io.drover.store.Diary.noted;
import static io.drover.store.Diary.read;
import static io.drover.store.Diary.reopened;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.drover.store.jdbc.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.LogCapturingExtension;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.typed.EventRejectedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every store keeps, under Pekko's persistence, in actor systems that come and go. */
@ExtendWith(LogCapturingExtension.class)
public abstract class JournalPromises {
  private static final int MANY = 3_000;
  private static final Duration LONG = Duration.ofSeconds(60);

  private final List<ActorTestKit> systems = new ArrayList<>();

  /** The store, as HOCON; the same one each time. */
  protected abstract String store();

  @AfterEach
  final void end() {
    systems.forEach(ActorTestKit::shutdownTestKit);
  }

  /** An actor system on the store. */
  protected final ActorTestKit start() {
    return start(store());
  }

  /** An actor system with these settings. */
  protected final ActorTestKit start(String settings) {
    ActorTestKit kit =
        ActorTestKit.create(ConfigFactory.parseString(settings).withFallback(ConfigFactory.load()));
    systems.add(kit);
    Stores.open(kit.system());
    return kit;
  }

  @Test
  void whatWasPersistedOutlivesTheActorSystem() {
    ActorTestKit first = start();
    ActorRef<Diary.Command> diary = first.spawn(Diary.create(first, "a"));
    note(first, diary, noted("one"));
    note(first, diary, noted("two", "three"));
    first.shutdownTestKit();

    ActorTestKit second = start();
    ActorRef<Diary.Command> again = second.spawn(Diary.create(second, "a"));

    assertThat(read(second, again)).containsExactly(List.of("one"), List.of("two", "three"));
    note(second, again, noted("four"));
    assertThat(reopened(second, "a")).hasSize(3);
    assertThat(reopened(second, "b")).isEmpty();
  }

  @Test
  void keepsBytesAndNotTheObjectsThatWereWritten() {
    ActorTestKit kit = start();
    Diary.Noted event = noted("one");
    note(kit, kit.spawn(Diary.create(kit, "a")), event);

    event.words().add("written in afterwards");

    assertThat(reopened(kit, "a")).containsExactly(List.of("one"));
  }

  @Test
  void anEventWithoutASerializerIsRejectedAndNothingIsKept() {
    isRejected(new Diary.NotStored());
  }

  @Test
  void anEventThatItsSerializerCannotWriteIsRejectedToo() {
    isRejected(Diary.Unwritable.create());
  }

  private void isRejected(Object event) {
    ActorTestKit kit = start();
    ActorRef<Diary.Command> diary = kit.spawn(Diary.create(kit, "a"));
    note(kit, diary, noted("one"));

    LoggingTestKit.error(EventRejectedException.class)
        .expect(
            kit.system(),
            () -> {
              Diary.tell(diary, event, kit.<Done>createTestProbe().ref());
              return Done.getInstance();
            });

    assertThat(reopened(kit, "a")).containsExactly(List.of("one"));
  }

  @Test
  void aSnapshotStandsForTheEventsBeforeIt() {
    ActorTestKit kit = start();
    ActorRef<Diary.Command> diary = kit.spawn(Diary.create(kit, "a"));
    note(kit, diary, noted("one"));
    note(kit, diary, noted("snapshot"));
    note(kit, diary, noted("three"));

    delete(kit, "a", 2);

    assertThat(reopened(kit, "a"))
        .containsExactly(List.of("one"), List.of("snapshot"), List.of("three"));
  }

  @Test
  void aStreamThatWasDeletedUpToHereGoesOnFromHere() {
    ActorTestKit kit = start();
    note(kit, kit.spawn(Diary.create(kit, "a")), noted("one"));

    delete(kit, "a", 1);

    ActorRef<Diary.Command> again = kit.spawn(Diary.create(kit, "a"));
    assertThat(read(kit, again)).isEmpty();
    note(kit, again, noted("two"));
    assertThat(events(kit, "a")).containsExactly(2L);
  }

  @Test
  void aStreamThatIsOverLeavesNothing() {
    ActorTestKit kit = start();
    ActorRef<Diary.Command> diary = kit.spawn(Diary.create(kit, "a"));
    note(kit, diary, noted("one"));
    note(kit, diary, noted("two"));
    note(kit, kit.spawn(Diary.create(kit, "b")), noted("other"));

    delete(kit, "a", JournalAccess.END_OF_STREAM);

    ActorRef<Diary.Command> again = kit.spawn(Diary.create(kit, "a"));
    assertThat(read(kit, again)).isEmpty();
    note(kit, again, noted("anew"));
    assertThat(events(kit, "a")).containsExactly(1L);
    assertThat(reopened(kit, "b")).containsExactly(List.of("other"));
  }

  @Test
  void aStreamThatIsPurgedLeavesNeitherEventsNorSnapshots() {
    ActorTestKit kit = start();
    writeWithASnapshot(kit, "a");
    note(kit, kit.spawn(Diary.create(kit, "b")), noted("other"));

    purge(kit, "a");

    isGone(kit, "a");
    assertThat(reopened(kit, "b")).containsExactly(List.of("other"));
  }

  @Test
  void aPurgeThatWasCutOffHalfWayIsDoneAgain() {
    ActorTestKit kit = start();
    writeWithASnapshot(kit, "a");
    deleteSnapshots(kit, "a");
    assertThat(events(kit, "a")).containsExactly(1L, 2L, 3L);

    purge(kit, "a");
    purge(kit, "a");

    isGone(kit, "a");
  }

  private static void writeWithASnapshot(ActorTestKit kit, String stream) {
    ActorRef<Diary.Command> diary = kit.spawn(Diary.create(kit, stream));
    note(kit, diary, noted("one"));
    note(kit, diary, noted("snapshot"));
    note(kit, diary, noted("three"));
    kit.createTestProbe()
        .awaitAssert(
            LONG,
            () -> {
              assertThat(hasSnapshot(kit, stream)).isTrue();
              return Done.getInstance();
            });
    kit.stop(diary);
  }

  /** What is written next begins the stream anew. */
  private static void isGone(ActorTestKit kit, String stream) {
    assertThat(events(kit, stream)).isEmpty();
    assertThat(hasSnapshot(kit, stream)).isFalse();
    note(kit, kit.spawn(Diary.create(kit, stream)), noted("anew"));
    assertThat(events(kit, stream)).containsExactly(1L);
    assertThat(reopened(kit, stream)).containsExactly(List.of("anew"));
  }

  private static void purge(ActorTestKit kit, String stream) {
    StorePlugins plugins = plugins(kit);
    TestProbe<StreamPurge.Purged> answer = kit.createTestProbe();
    JournalAccess access =
        new JournalAccess(
            plugins.journal(),
            plugins.snapshots(),
            SupervisorStrategy.restartWithBackoff(LONG, LONG, 0));
    kit.spawn(
        Behaviors.setup(
            context -> {
              Adapter.actorOf(context, StreamPurge.of(stream, access, answer.ref()));
              return Behaviors.empty();
            }));
    answer.expectMessage(LONG, new StreamPurge.Purged(stream, true, ""));
  }

  private static void deleteSnapshots(ActorTestKit kit, String stream) {
    TestProbe<Object> answers = kit.createTestProbe(Object.class);
    snapshots(kit)
        .tell(
            new SnapshotProtocol.DeleteSnapshots(stream, SnapshotSelectionCriteria.latest()),
            Adapter.toClassic(answers.ref()));
    answers.expectMessageClass(DeleteSnapshotsSuccess.class);
  }

  private static boolean hasSnapshot(ActorTestKit kit, String stream) {
    TestProbe<Object> answers = kit.createTestProbe(Object.class);
    snapshots(kit)
        .tell(
            new SnapshotProtocol.LoadSnapshot(
                stream, SnapshotSelectionCriteria.latest(), Long.MAX_VALUE),
            Adapter.toClassic(answers.ref()));
    return answers
        .expectMessageClass(SnapshotProtocol.LoadSnapshotResult.class)
        .snapshot()
        .isDefined();
  }

  private static org.apache.pekko.actor.ActorRef snapshots(ActorTestKit kit) {
    return Persistence.get(kit.system().classicSystem())
        .snapshotStoreFor(plugins(kit).snapshots(), ConfigFactory.empty());
  }

  private static StorePlugins plugins(ActorTestKit kit) {
    return StorePlugins.from(kit.system().settings().config().getConfig("drover"));
  }

  @Test
  void thousandsMayWriteAtATime() {
    ActorTestKit kit = start();
    TestProbe<Done> acknowledged = kit.createTestProbe();

    for (int number = 0; number < MANY; number++) {
      Diary.tell(kit.spawn(Diary.create(kit, "d-" + number)), noted("one"), acknowledged.ref());
    }

    assertThat(acknowledged.receiveSeveralMessages(MANY, LONG)).hasSize(MANY);
  }

  /** Deletes the events of a stream up to this number. */
  protected static void delete(ActorTestKit kit, String stream, long to) {
    TestProbe<Object> answers = kit.createTestProbe(Object.class);
    journal(kit)
        .tell(
            new JournalProtocol.DeleteMessagesTo(stream, to, Adapter.toClassic(answers.ref())),
            Adapter.toClassic(answers.ref()));
    answers.expectMessageClass(DeleteMessagesSuccess.class);
  }

  /** The sequence numbers of what a stream replays. */
  private static List<Long> events(ActorTestKit kit, String stream) {
    TestProbe<Object> answers = kit.createTestProbe(Object.class);
    journal(kit)
        .tell(
            new JournalProtocol.ReplayMessages(
                0, Long.MAX_VALUE, Long.MAX_VALUE, stream, Adapter.toClassic(answers.ref())),
            Adapter.toClassic(answers.ref()));
    List<Long> numbers = new ArrayList<>();
    for (Object answer = answers.receiveMessage();
        answer instanceof JournalProtocol.ReplayedMessage event;
        answer = answers.receiveMessage()) {
      numbers.add(event.persistent().sequenceNr());
    }
    return numbers;
  }

  private static org.apache.pekko.actor.ActorRef journal(ActorTestKit kit) {
    return Persistence.get(kit.system().classicSystem())
        .journalFor(plugins(kit).journal(), ConfigFactory.empty());
  }
}
