package io.drover.network;

import io.drover.command.ProcessExecutionException;
import io.drover.model.InstanceId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/**
 * Plugs and unplugs network interfaces on one host. Both can be repeated: what is plugged stays
 * plugged, what is gone stays gone. A command that ran and failed is a {@link
 * ProcessExecutionException}, which is worth another try; anything else is not.
 */
public interface VifPlugger {

  /**
   * Told once, before the first call: what is asked again right before each command that waited in
   * here, and throws when this process may not act any more. One that makes changes at once needs
   * not do anything.
   */
  default void guard(Runnable check) {}

  /** Plugs all of an instance's interfaces; one command, one attempt. */
  CompletionStage<Done> plug(InstanceId instance, List<Vif> vifs);

  /** Unplugs all of an instance's interfaces. */
  CompletionStage<Done> unplug(InstanceId instance, List<Vif> vifs);

  /** For a host on which no VIF can be plugged: refuses all of them. */
  static VifPlugger none() {
    return new VifPlugger() {
      @Override
      public CompletionStage<Done> plug(InstanceId instance, List<Vif> vifs) {
        return vifs.isEmpty()
            ? CompletableFuture.completedStage(Done.getInstance())
            : CompletableFuture.failedStage(
                new UnsupportedOperationException("no VIFs can be plugged on this host"));
      }

      @Override
      public CompletionStage<Done> unplug(InstanceId instance, List<Vif> vifs) {
        return CompletableFuture.completedStage(Done.getInstance());
      }
    };
  }
}
