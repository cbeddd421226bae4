package io.drover.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.LogCapturingExtension;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.EventRejectedException;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Under Pekko's persistence, in actor systems that come and go. */
@ExtendWith(LogCapturingExtension.class)
class MemoryJournalTest {
  private static final String STORE = "memory-journal-test";

  private final List<ActorTestKit> systems = new ArrayList<>();

  @AfterEach
  void end() {
    systems.forEach(ActorTestKit::shutdownTestKit);
    MemoryStore.drop(STORE);
  }

  private ActorTestKit start(String storeName) {
    Config config =
        ConfigFactory.parseString("drover.memory-journal.store-name = \"" + storeName + "\"")
            .withFallback(ConfigFactory.load());
    ActorTestKit kit = ActorTestKit.create(config);
    systems.add(kit);
    return kit;
  }

  private static List<List<String>> state(ActorTestKit kit, ActorRef<Diary.Command> diary) {
    TestProbe<List<List<String>>> asker = kit.createTestProbe();
    diary.tell(new Diary.Read(asker.ref()));
    return asker.receiveMessage();
  }

  private static void note(ActorTestKit kit, ActorRef<Diary.Command> diary, Object event) {
    TestProbe<Done> asker = kit.createTestProbe();
    diary.tell(new Diary.Note(event, asker.ref()));
    asker.receiveMessage();
  }

  private static Noted noted(String... words) {
    return new Noted(new ArrayList<>(List.of(words)));
  }

  @Test
  void whatWasPersistedOutlivesTheActorSystem() {
    ActorTestKit first = start(STORE);
    ActorRef<Diary.Command> diary = first.spawn(Diary.create("a"));
    note(first, diary, noted("one"));
    note(first, diary, noted("two", "three"));
    first.shutdownTestKit();

    ActorTestKit second = start(STORE);
    ActorRef<Diary.Command> again = second.spawn(Diary.create("a"));

    assertThat(state(second, again)).containsExactly(List.of("one"), List.of("two", "three"));
    note(second, again, noted("four"));
    assertThat(state(second, second.spawn(Diary.create("a")))).hasSize(3);
    assertThat(state(second, second.spawn(Diary.create("b")))).isEmpty();
    assertThat(MemoryStore.named(STORE).size()).isEqualTo(3);
  }

  @Test
  void aStoreWithoutANameIsGoneWithItsSystem() {
    ActorTestKit first = start("");
    note(first, first.spawn(Diary.create("a")), noted("one"));
    assertThat(state(first, first.spawn(Diary.create("a")))).hasSize(1);
    first.shutdownTestKit();

    ActorTestKit second = start("");

    assertThat(state(second, second.spawn(Diary.create("a")))).isEmpty();
  }

  @Test
  void keepsBytesAndNotTheObjectsThatWereWritten() {
    ActorTestKit kit = start(STORE);
    Noted event = noted("one");
    note(kit, kit.spawn(Diary.create("a")), event);

    event.words().add("written in afterwards");

    assertThat(state(kit, kit.spawn(Diary.create("a")))).containsExactly(List.of("one"));
    MemoryStore.Entry entry = MemoryStore.named(STORE).read("a", 1, 1, 1).get(0);
    assertThat(entry.manifest()).isEqualTo(Noted.class.getName());
    assertThat(entry.payload().utf8String()).contains("words", "one");
  }

  @Test
  void anEventWithoutASerializerIsRejectedAndNothingIsKept() {
    ActorTestKit kit = start(STORE);
    ActorRef<Diary.Command> diary = kit.spawn(Diary.create("a"));
    note(kit, diary, noted("one"));

    LoggingTestKit.error(EventRejectedException.class)
        .expect(
            kit.system(),
            () -> {
              diary.tell(new Diary.Note(new NotStored(), kit.<Done>createTestProbe().ref()));
              return Done.getInstance();
            });

    assertThat(MemoryStore.named(STORE).size()).isEqualTo(1);
    assertThat(state(kit, kit.spawn(Diary.create("a")))).containsExactly(List.of("one"));
  }

  @Test
  void anEventThatItsSerializerCannotWriteIsRejectedToo() {
    ActorTestKit kit = start(STORE);
    ActorRef<Diary.Command> diary = kit.spawn(Diary.create("a"));

    LoggingTestKit.error(EventRejectedException.class)
        .expect(
            kit.system(),
            () -> {
              diary.tell(new Diary.Note(Unwritable.create(), kit.<Done>createTestProbe().ref()));
              return Done.getInstance();
            });

    assertThat(MemoryStore.named(STORE).size()).isZero();
  }

  /** An event that is written. */
  record Noted(List<String> words) implements StoredEvent {}

  /** An event that has no serializer. */
  record NotStored() {}

  /** An event whose serializer fails: JSON and CBOR have no key that is null. */
  record Unwritable(Map<String, String> map) implements StoredEvent {
    static Unwritable create() {
      return new Unwritable(Collections.singletonMap(null, "value"));
    }
  }

  /** Notes down what it is told. */
  static final class Diary extends EventSourcedBehavior<Diary.Command, Object, List<List<String>>> {

    sealed interface Command {}

    record Note(Object event, ActorRef<Done> replyTo) implements Command {}

    record Read(ActorRef<List<List<String>>> replyTo) implements Command {}

    static Diary create(String id) {
      return new Diary(PersistenceId.ofUniqueId(id));
    }

    private Diary(PersistenceId id) {
      super(id);
    }

    @Override
    public String journalPluginId() {
      return "drover.memory-journal";
    }

    @Override
    public String snapshotPluginId() {
      return "pekko.persistence.no-snapshot-store";
    }

    @Override
    public List<List<String>> emptyState() {
      return List.of();
    }

    @Override
    public CommandHandler<Command, Object, List<List<String>>> commandHandler() {
      return newCommandHandlerBuilder()
          .forAnyState()
          .onCommand(
              Note.class,
              note ->
                  Effect()
                      .persist(note.event())
                      .thenReply(note.replyTo(), state -> Done.getInstance()))
          .onCommand(Read.class, (state, read) -> Effect().reply(read.replyTo(), state))
          .build();
    }

    @Override
    public EventHandler<List<List<String>>, Object> eventHandler() {
      return newEventHandlerBuilder()
          .forAnyState()
          .onEvent(
              Noted.class,
              (state, noted) -> {
                List<List<String>> more = new ArrayList<>(state);
                more.add(List.copyOf(noted.words()));
                return List.copyOf(more);
              })
          .onAnyEvent((state, event) -> state);
    }
  }
}
