package io.drover.store;

import java.util.List;

/** Takes from a store what it has acknowledged. */
public final class Forgetting {

  private Forgetting() {}

  /** Takes the last events of a stream from the store of this name, and the last of the index. */
  public static void last(String store, String stream, int events, int ofIndex) {
    MemoryStore old = MemoryStore.named(store);
    List<MemoryStore.Entry> mine = old.read(stream, 0, Long.MAX_VALUE, Long.MAX_VALUE);
    List<MemoryStore.Entry> index = old.read("drover-instances", 0, Long.MAX_VALUE, Long.MAX_VALUE);
    MemoryStore.drop(store);
    MemoryStore lossy = MemoryStore.named(store);
    lossy.append("drover-instances", index.subList(0, index.size() - ofIndex));
    if (events < mine.size()) {
      lossy.append(stream, mine.subList(0, mine.size() - events));
    }
  }
}
