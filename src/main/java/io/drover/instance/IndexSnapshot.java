package io.drover.instance;

import io.drover.store.StoredSnapshot;
import java.util.List;
import org.apache.pekko.persistence.typed.SnapshotAdapter;

/** All that the index remembers, at some moment. */
record IndexSnapshot(List<IndexEntry> entries) implements StoredSnapshot {

  /** Makes one of what the index remembers now, and back. */
  static final SnapshotAdapter<Remembered> ADAPTER =
      new SnapshotAdapter<>() {
        @Override
        public Object toJournal(Remembered state) {
          return new IndexSnapshot(state.all());
        }

        @Override
        public Remembered fromJournal(Object from) {
          return Remembered.of(((IndexSnapshot) from).entries());
        }
      };

  /** Copies the list. */
  IndexSnapshot {
    entries = List.copyOf(entries);
  }
}
