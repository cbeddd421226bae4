package io.drover.store;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.Done;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.util.ByteString;

/**
 * Journals and snapshots in the memory of this JVM, under a name, so that they outlive an actor
 * system: what a database is to a process. Keeps serialized bytes, never objects.
 */
public final class MemoryStore {
  private static final Map<String, MemoryStore> STORES = new ConcurrentHashMap<>();

  private final Map<String, List<Entry>> streams = new TreeMap<>();
  private final Map<String, Long> highest = new TreeMap<>();
  private final Map<String, NavigableMap<Long, Saved>> snapshots = new TreeMap<>();
  private volatile WriteInterceptor interceptor = WriteInterceptor.NONE;

  MemoryStore() {}

  /** The store of this name, made when it is not there yet. */
  public static MemoryStore named(String name) {
    return STORES.computeIfAbsent(name, ignored -> new MemoryStore());
  }

  /** The store that a plugin's {@code store-name} names; one of its own if that is empty. */
  static MemoryStore of(Config plugin) {
    String name = plugin.getString("store-name");
    return name.isEmpty() ? new MemoryStore() : named(name);
  }

  /** Forgets the store of this name and all that it holds. */
  public static void drop(String name) {
    STORES.remove(name);
  }

  /** How many events all streams hold. */
  public synchronized long size() {
    return streams.values().stream().mapToLong(List::size).sum();
  }

  /** Has all writes that begin from now on pass through an interceptor. */
  public void writesThrough(WriteInterceptor next) {
    interceptor = next;
  }

  /** Writes as the interceptor lets it; the stage tells what the journal is to report. */
  CompletionStage<Done> write(String stream, List<Entry> entries) {
    try {
      return interceptor.write(stream, () -> append(stream, entries));
    } catch (WriteConflictException tooLate) {
      return CompletableFuture.failedStage(tooLate);
    }
  }

  /** How many events this stream has had so far, deleted ones included. */
  public synchronized long stored(String stream) {
    return highest.getOrDefault(stream, 0L);
  }

  synchronized void append(String stream, List<Entry> entries) {
    long begins = entries.get(0).sequenceNr();
    long next = highest(stream) + 1;
    if (begins != next) {
      throw new WriteConflictException(stream, begins, next);
    }
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
    if (to == JournalAccess.END_OF_STREAM) {
      streams.remove(stream);
      highest.remove(stream);
    } else if (entries != null) {
      entries.removeIf(entry -> entry.sequenceNr() <= to);
    }
  }

  synchronized long highest(String stream) {
    return highest.getOrDefault(stream, 0L);
  }

  synchronized void save(Saved snapshot) {
    SnapshotMetadata metadata = snapshot.metadata();
    snapshots
        .computeIfAbsent(metadata.persistenceId(), ignored -> new TreeMap<>())
        .put(metadata.sequenceNr(), snapshot);
  }

  synchronized Optional<Saved> lastSnapshot(String stream, SnapshotSelectionCriteria criteria) {
    NavigableMap<Long, Saved> all = snapshots.getOrDefault(stream, new TreeMap<>());
    return all.descendingMap().values().stream()
        .filter(saved -> saved.matches(criteria))
        .findFirst();
  }

  synchronized void deleteSnapshots(String stream, SnapshotSelectionCriteria criteria) {
    NavigableMap<Long, Saved> all = snapshots.get(stream);
    if (all != null) {
      all.values().removeIf(saved -> saved.matches(criteria));
      if (all.isEmpty()) {
        snapshots.remove(stream);
      }
    }
  }

  /** One stored snapshot. */
  record Saved(SnapshotMetadata metadata, ByteString state, int serializerId, String manifest) {

    boolean matches(SnapshotSelectionCriteria criteria) {
      return metadata.sequenceNr() >= criteria.minSequenceNr()
          && metadata.sequenceNr() <= criteria.maxSequenceNr()
          && metadata.timestamp() >= criteria.minTimestamp()
          && metadata.timestamp() <= criteria.maxTimestamp();
    }
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
