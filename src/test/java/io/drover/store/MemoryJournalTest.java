package io.drover.store;

import static io.drover.store.Diary.note;
import static io.drover.store.Diary.noted;
import static io.drover.store.Diary.reopened;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryJournalTest extends JournalPromises {
  private static final String STORE = "memory-journal-test";

  @Override
  protected String store() {
    return named(STORE);
  }

  private static String named(String name) {
    return "drover.memory-journal.store-name = \"" + name + "\"";
  }

  @AfterEach
  void drop() {
    MemoryStore.drop(STORE);
  }

  @Test
  void aStoreWithoutANameIsGoneWithItsSystem() {
    ActorTestKit first = start(named(""));
    note(first, first.spawn(Diary.create(first, "a")), noted("one"));
    assertThat(reopened(first, "a")).hasSize(1);
    first.shutdownTestKit();

    ActorTestKit second = start(named(""));

    assertThat(reopened(second, "a")).isEmpty();
  }

  @Test
  void keepsEventsAsCbor() {
    ActorTestKit kit = start();
    note(kit, kit.spawn(Diary.create(kit, "a")), noted("one"));

    MemoryStore.Entry entry = MemoryStore.named(STORE).read("a", 1, 1, 1).get(0);
    assertThat(entry.manifest()).isEqualTo(Diary.Noted.class.getName());
    assertThat(entry.payload().utf8String()).contains("words", "one");
  }
}
