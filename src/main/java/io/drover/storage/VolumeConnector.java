package io.drover.storage;

import io.drover.model.InstanceId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** Connects and disconnects volumes on one host. All of it can be repeated without harm. */
public interface VolumeConnector {

  /**
   * Told once, before the first call: what is asked again right before each command that waited in
   * here, and throws when this process may not act any more. One that makes changes at once needs
   * not do anything.
   */
  default void guard(Runnable check) {}

  /**
   * Makes an instance's volumes usable on the host.
   *
   * @param ifMissing whether a volume without content may be given an empty one
   */
  CompletionStage<Done> connect(InstanceId instance, List<Volume> volumes, IfMissing ifMissing);

  /** Lets the host forget an instance's volumes; their content stays. */
  CompletionStage<Done> disconnect(InstanceId instance, List<Volume> volumes);

  /**
   * Whether it makes the host's own disks too. If not, the hypervisor does, and only volumes on
   * shared storage are ever given to this connector.
   */
  default boolean makesLocalDisks() {
    return false;
  }

  /**
   * Removes the copies of local volumes that a block migration left behind, or began and did not
   * complete: the instance has its disks on another host.
   */
  default CompletionStage<Done> removeCopies(InstanceId instance, List<Volume> volumes) {
    return disconnect(instance, volumes);
  }

  /** For a host where volumes need nothing to be usable. */
  static VolumeConnector none() {
    return new VolumeConnector() {
      @Override
      public CompletionStage<Done> connect(
          InstanceId instance, List<Volume> volumes, IfMissing ifMissing) {
        return CompletableFuture.completedStage(Done.getInstance());
      }

      @Override
      public CompletionStage<Done> disconnect(InstanceId instance, List<Volume> volumes) {
        return CompletableFuture.completedStage(Done.getInstance());
      }
    };
  }
}
