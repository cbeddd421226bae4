package io.drover.store;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import org.apache.pekko.util.ByteString;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * The journal plugin over a {@link MemoryStore}. Its key {@code store-name} names a store that
 * outlives the actor system; empty gives each system a store of its own.
 */
public final class MemoryJournal extends AsyncWriteJournal {
  private final MemoryStore store;
  private final Serialization serialization;

  /** Made by Pekko's persistence with the plugin's configuration. */
  public MemoryJournal(Config config) {
    store = MemoryStore.of(config);
    serialization = SerializationExtension.get(context().system());
  }

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
    CompletionStage<List<Optional<Exception>>> all =
        CompletableFuture.completedStage(new ArrayList<>());
    for (AtomicWrite write : writes) {
      all =
          all.thenCompose(
              results ->
                  write(write)
                      .thenApply(
                          result -> {
                            results.add(result);
                            return results;
                          }));
    }
    return FutureConverters.asScala(all.thenApply(results -> results));
  }

  /** Keeps the events, or says why it cannot; serializers throw what they do not declare. */
  private CompletionStage<Optional<Exception>> write(AtomicWrite write) {
    List<MemoryStore.Entry> entries;
    try {
      entries = CollectionConverters.asJava(write.payload()).stream().map(this::serialize).toList();
    } catch (Exception notSerializable) {
      return CompletableFuture.completedStage(Optional.of(notSerializable));
    }
    CompletableFuture<Optional<Exception>> result = new CompletableFuture<>();
    store
        .write(write.persistenceId(), entries)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                result.complete(Optional.empty());
              } else if (failure instanceof WriteRejectedException rejected) {
                result.complete(Optional.of(rejected));
              } else {
                result.completeExceptionally(failure);
              }
            });
    return result;
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    store.delete(persistenceId, toSequenceNr);
    return Futures.successful(null);
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
    for (MemoryStore.Entry entry : store.read(persistenceId, from, to, max)) {
      replay.accept(deserialize(persistenceId, entry));
    }
    return Futures.successful(null);
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long from) {
    return Futures.successful(store.highest(persistenceId));
  }

  private MemoryStore.Entry serialize(PersistentRepr event) {
    Serializer serializer = serialization.findSerializerFor(event.payload());
    return new MemoryStore.Entry(
        event.sequenceNr(),
        ByteString.fromArrayUnsafe(serializer.toBinary(event.payload())),
        serializer.identifier(),
        Serializers.manifestFor(serializer, event.payload()),
        event.writerUuid(),
        event.timestamp());
  }

  private PersistentRepr deserialize(String persistenceId, MemoryStore.Entry entry) {
    Object payload =
        serialization
            .deserialize(entry.payload().toArrayUnsafe(), entry.serializerId(), entry.manifest())
            .get();
    return PersistentRepr.apply(
            payload,
            entry.sequenceNr(),
            persistenceId,
            PersistentRepr.Undefined(),
            false,
            context().system().deadLetters(),
            entry.writer())
        .withTimestamp(entry.timestamp());
  }
}
