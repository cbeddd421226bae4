package io.drover.store;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import org.apache.pekko.util.ByteString;

/** Puts events into a store as if an earlier process had written them. */
public final class Streams {

  private Streams() {}

  /** Deletes the first events of a stream, as one that was cut short in deleting all of them. */
  public static void deleteTo(String store, PersistenceId id, long last) {
    MemoryStore.named(store).delete(id.id(), last);
  }

  /** Adds these events at the end of a stream, with the serializers of this system. */
  public static void append(
      String store, ActorSystem<?> system, PersistenceId id, List<? extends StoredEvent> events) {
    MemoryStore journal = MemoryStore.named(store);
    Serialization serialization = SerializationExtension.get(system.classicSystem());
    long next = journal.highest(id.id()) + 1;
    List<MemoryStore.Entry> entries = new ArrayList<>();
    for (StoredEvent event : events) {
      Serializer serializer = serialization.findSerializerFor(event);
      entries.add(
          new MemoryStore.Entry(
              next++,
              ByteString.fromArrayUnsafe(serializer.toBinary(event)),
              serializer.identifier(),
              Serializers.manifestFor(serializer, event),
              "before",
              0));
    }
    journal.append(id.id(), entries);
  }
}
