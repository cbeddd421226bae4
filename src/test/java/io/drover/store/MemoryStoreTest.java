package io.drover.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
  private final MemoryStore store = new MemoryStore();

  private static MemoryStore.Entry entry(long sequenceNr) {
    return new MemoryStore.Entry(sequenceNr, ByteString.emptyByteString(), 1, "", "writer", 0);
  }

  private void append(String stream, long from, long to) {
    store.append(
        stream, LongStream.rangeClosed(from, to).mapToObj(MemoryStoreTest::entry).toList());
  }

  private List<Long> read(String stream, long from, long to, long max) {
    return store.read(stream, from, to, max).stream().map(MemoryStore.Entry::sequenceNr).toList();
  }

  @Test
  void readsWhatWasAppendedInOrderWithinItsBounds() {
    append("a", 1, 3);
    append("a", 4, 6);

    assertThat(read("a", 0, Long.MAX_VALUE, Long.MAX_VALUE))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(read("a", 2, 5, Long.MAX_VALUE)).containsExactly(2L, 3L, 4L, 5L);
    assertThat(read("a", 2, 5, 2)).containsExactly(2L, 3L);
    assertThat(read("a", 1, 6, 0)).isEmpty();
  }

  @Test
  void keepsStreamsApart() {
    append("a", 1, 2);
    append("b", 1, 1);

    assertThat(read("b", 0, 9, 9)).containsExactly(1L);
    assertThat(read("c", 0, 9, 9)).isEmpty();
    assertThat(store.highest("a")).isEqualTo(2);
    assertThat(store.highest("c")).isZero();
    assertThat(store.size()).isEqualTo(3);
  }

  @Test
  void knowsTheHighestNumberOfAStreamWhoseEventsAreDeleted() {
    append("a", 1, 4);

    store.delete("a", 3);
    assertThat(read("a", 0, 9, 9)).containsExactly(4L);

    store.delete("a", 9);
    store.delete("never-there", 9);
    assertThat(store.size()).isZero();
    assertThat(store.highest("a")).isEqualTo(4);
  }

  @Test
  void isTheSameUnderTheSameNameUntilItIsDropped() {
    MemoryStore named = MemoryStore.named("memory-store-test");

    assertThat(MemoryStore.named("memory-store-test")).isSameAs(named);
    assertThat(MemoryStore.named("memory-store-test-2")).isNotSameAs(named);
    MemoryStore.drop("memory-store-test");
    MemoryStore.drop("memory-store-test-2");

    assertThat(MemoryStore.named("memory-store-test")).isNotSameAs(named);
    MemoryStore.drop("memory-store-test");
  }
}
