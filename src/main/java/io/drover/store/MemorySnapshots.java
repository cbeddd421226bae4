package io.drover.store;

import java.util.Optional;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import org.apache.pekko.util.ByteString;
import scala.concurrent.Future;

/** The snapshot plugin over the {@link MemoryStore} that the {@link MemoryJournal} has by name. */
public final class MemorySnapshots extends SnapshotStore {
  private final MemoryStore store;
  private final Serialization serialization;

  /** Made by Pekko's persistence. */
  public MemorySnapshots() {
    store =
        MemoryStore.of(context().system().settings().config().getConfig("drover.memory-journal"));
    serialization = SerializationExtension.get(context().system());
  }

  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String stream, SnapshotSelectionCriteria criteria) {
    return Futures.successful(store.lastSnapshot(stream, criteria).map(this::deserialize));
  }

  @Override
  public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object state) {
    Serializer serializer = serialization.findSerializerFor(state);
    store.save(
        new MemoryStore.Saved(
            metadata,
            ByteString.fromArrayUnsafe(serializer.toBinary(state)),
            serializer.identifier(),
            Serializers.manifestFor(serializer, state)));
    return Futures.successful(null);
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    long number = metadata.sequenceNr();
    return doDeleteAsync(
        metadata.persistenceId(),
        SnapshotSelectionCriteria.create(number, Long.MAX_VALUE, number, 0));
  }

  @Override
  public Future<Void> doDeleteAsync(String stream, SnapshotSelectionCriteria criteria) {
    store.deleteSnapshots(stream, criteria);
    return Futures.successful(null);
  }

  private SelectedSnapshot deserialize(MemoryStore.Saved saved) {
    Object state =
        serialization
            .deserialize(saved.state().toArrayUnsafe(), saved.serializerId(), saved.manifest())
            .get();
    return SelectedSnapshot.create(saved.metadata(), state);
  }
}
