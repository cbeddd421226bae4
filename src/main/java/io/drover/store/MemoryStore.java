package io.drover.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.util.ByteString;

/**
 * Journals in the memory of this JVM, under a name, so that they outlive an actor system: what a
 * database is to a process. Keeps serialized bytes, never objects.
 */
public final class MemoryStore {
  private static final Map<String, MemoryStore> STORES = new ConcurrentHashMap<>();

  private final Map<String, List<Entry>> streams = new TreeMap<>();
  private final Map<String, Long> highest = new TreeMap<>();

  MemoryStore() {}

  /** The store of this name, made when it is not there yet. */
  public static MemoryStore named(String name) {
    return STORES.computeIfAbsent(name, ignored -> new MemoryStore());
  }

  /** Forgets the store of this name and all that it holds. */
  public static void drop(String name) {
    STORES.remove(name);
  }

  /** How many events all streams hold. */
  public synchronized long size() {
    return streams.values().stream().mapToLong(List::size).sum();
  }

  /** How many events this stream has had so far, deleted ones included. */
  public synchronized long stored(String stream) {
    return highest.getOrDefault(stream, 0L);
  }

  synchronized void append(String stream, List<Entry> entries) {
    streams.computeIfAbsent(stream, ignored -> new ArrayList<>()).addAll(entries);
    highest.merge(stream, entries.get(entries.size() - 1).sequenceNr(), Math::max);
  }

  synchronized List<Entry> read(String stream, long from, long to, long max) {
    return streams.getOrDefault(stream, List.of()).stream()
        .filter(entry -> entry.sequenceNr() >= from && entry.sequenceNr() <= to)
        .limit(max)
        .toList();
  }

  synchronized void delete(String stream, long to) {
    List<Entry> entries = streams.get(stream);
    if (entries != null) {
      entries.removeIf(entry -> entry.sequenceNr() <= to);
    }
  }

  synchronized long highest(String stream) {
    return highest.getOrDefault(stream, 0L);
  }

  /** One stored event. */
  record Entry(
      long sequenceNr,
      ByteString payload,
      int serializerId,
      String manifest,
      String writer,
      long timestamp) {}
}
