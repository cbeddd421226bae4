package io.drover.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

class MemoryStoreSnapshotsTest {
  private final MemoryStore store = new MemoryStore();

  private void save(String stream, long number) {
    store.save(
        new MemoryStore.Saved(
            new SnapshotMetadata(stream, number, 1000 * number),
            ByteString.emptyByteString(),
            1,
            ""));
  }

  private long last(String stream, SnapshotSelectionCriteria criteria) {
    return store
        .lastSnapshot(stream, criteria)
        .map(saved -> saved.metadata().sequenceNr())
        .orElse(0L);
  }

  @Test
  void theLastOneThatIsWantedIsFound() {
    save("a", 2);
    save("a", 5);
    save("b", 9);

    assertThat(last("a", SnapshotSelectionCriteria.latest())).isEqualTo(5);
    assertThat(last("a", SnapshotSelectionCriteria.create(4, Long.MAX_VALUE))).isEqualTo(2);
    assertThat(last("a", SnapshotSelectionCriteria.create(Long.MAX_VALUE, 1999))).isZero();
    assertThat(last("c", SnapshotSelectionCriteria.latest())).isZero();
  }

  @Test
  void deletesWhatIsMeantOnly() {
    save("a", 2);
    save("a", 5);
    save("b", 2);

    store.deleteSnapshots("a", SnapshotSelectionCriteria.create(4, Long.MAX_VALUE));

    assertThat(last("a", SnapshotSelectionCriteria.create(4, Long.MAX_VALUE))).isZero();
    assertThat(last("a", SnapshotSelectionCriteria.latest())).isEqualTo(5);
    assertThat(last("b", SnapshotSelectionCriteria.latest())).isEqualTo(2);
  }
}
