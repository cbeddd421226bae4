package io.drover.storage;

import io.drover.model.InstanceId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** Connects and disconnects volumes on one host. Both can be repeated without harm. */
public interface VolumeConnector {

  /** Makes an instance's volumes usable on the host. */
  CompletionStage<Done> connect(InstanceId instance, List<Volume> volumes);

  /** Lets the host forget an instance's volumes; their content stays. */
  CompletionStage<Done> disconnect(InstanceId instance, List<Volume> volumes);

  /** For a host where volumes need nothing to be usable. */
  static VolumeConnector none() {
    return new VolumeConnector() {
      @Override
      public CompletionStage<Done> connect(InstanceId instance, List<Volume> volumes) {
        return CompletableFuture.completedStage(Done.getInstance());
      }

      @Override
      public CompletionStage<Done> disconnect(InstanceId instance, List<Volume> volumes) {
        return CompletableFuture.completedStage(Done.getInstance());
      }
    };
  }
}
