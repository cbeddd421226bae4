package io.drover.store;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.util.ByteString;

/** A stream whose first event cannot be read. */
public final class Corruption {
  private final String store;
  private final String stream;
  private final List<MemoryStore.Entry> whole;

  private Corruption(String store, String stream, List<MemoryStore.Entry> whole) {
    this.store = store;
    this.stream = stream;
    this.whole = whole;
  }

  /** Spoils this stream in the store of this name. */
  public static Corruption of(String store, String stream) {
    Corruption corruption =
        new Corruption(
            store,
            stream,
            List.copyOf(MemoryStore.named(store).read(stream, 0, Long.MAX_VALUE, Long.MAX_VALUE)));
    MemoryStore.Entry first = corruption.whole.get(0);
    List<MemoryStore.Entry> spoilt = new ArrayList<>(corruption.whole);
    spoilt.set(
        0,
        new MemoryStore.Entry(
            first.sequenceNr(),
            ByteString.fromString("spoilt"),
            first.serializerId(),
            first.manifest(),
            first.writer(),
            first.timestamp()));
    corruption.replace(spoilt);
    return corruption;
  }

  /** The event can be read again. */
  public void heal() {
    replace(whole);
  }

  private void replace(List<MemoryStore.Entry> entries) {
    MemoryStore.named(store).delete(stream, JournalAccess.END_OF_STREAM);
    MemoryStore.named(store).append(stream, entries);
  }
}
