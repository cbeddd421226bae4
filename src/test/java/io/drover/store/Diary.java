package io.drover.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/** Notes down what it is told; the word "snapshot" has it keep a snapshot. */
public final class Diary extends EventSourcedBehavior<Diary.Command, Object, Diary.Pages> {

  /** An event that is written. */
  public record Noted(List<String> words) implements StoredEvent {}

  /** An event that has no serializer. */
  record NotStored() {}

  /** An event whose serializer fails: JSON and CBOR have no key that is null. */
  record Unwritable(Map<String, String> map) implements StoredEvent {
    static Unwritable create() {
      return new Unwritable(Collections.singletonMap(null, "value"));
    }
  }

  /** What was noted down. */
  public record Pages(List<List<String>> pages) implements StoredSnapshot {}

  /** What it can be told. */
  public sealed interface Command {}

  record Note(Object event, ActorRef<Done> replyTo) implements Command {}

  record Read(ActorRef<Pages> replyTo) implements Command {}

  private final StorePlugins plugins;

  /** A diary in the store of this system. */
  public static Diary create(ActorTestKit kit, String id) {
    return new Diary(
        PersistenceId.ofUniqueId(id),
        StorePlugins.from(kit.system().settings().config().getConfig("drover")));
  }

  private Diary(PersistenceId id, StorePlugins plugins) {
    super(id);
    this.plugins = plugins;
  }

  /** Words to note down. */
  public static Noted noted(String... words) {
    return new Noted(new ArrayList<>(List.of(words)));
  }

  /** Notes down an event, and waits until that is acknowledged. */
  public static void note(ActorTestKit kit, ActorRef<Command> diary, Object event) {
    TestProbe<Done> asker = kit.createTestProbe();
    diary.tell(new Note(event, asker.ref()));
    asker.receiveMessage();
  }

  /** Tells it to note down an event. */
  public static void tell(ActorRef<Command> diary, Object event, ActorRef<Done> replyTo) {
    diary.tell(new Note(event, replyTo));
  }

  /** What is in it. */
  public static List<List<String>> read(ActorTestKit kit, ActorRef<Command> diary) {
    TestProbe<Pages> asker = kit.createTestProbe();
    diary.tell(new Read(asker.ref()));
    return asker.receiveMessage().pages();
  }

  /** What one would read that is opened now. */
  public static List<List<String>> reopened(ActorTestKit kit, String id) {
    return read(kit, kit.spawn(create(kit, id)));
  }

  @Override
  public String journalPluginId() {
    return plugins.journal();
  }

  @Override
  public String snapshotPluginId() {
    return plugins.snapshots();
  }

  @Override
  public boolean shouldSnapshot(Pages state, Object event, long number) {
    return event instanceof Noted noted && noted.words().contains("snapshot");
  }

  @Override
  public Pages emptyState() {
    return new Pages(List.of());
  }

  @Override
  public CommandHandler<Command, Object, Pages> commandHandler() {
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
  public EventHandler<Pages, Object> eventHandler() {
    return newEventHandlerBuilder()
        .forAnyState()
        .onEvent(
            Noted.class,
            (state, noted) -> {
              List<List<String>> more = new ArrayList<>(state.pages());
              more.add(List.copyOf(noted.words()));
              return new Pages(List.copyOf(more));
            })
        .onAnyEvent((state, event) -> state);
  }
}
