package io.drover.network;

import io.drover.model.InstanceId;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/**
 * Plugs and unplugs network interfaces on one host. Both can be repeated: what is plugged stays
 * plugged, what is gone stays gone. A command that ran and failed is a {@link
 * ProcessExecutionException}, which is worth another try; anything else is not.
 */
public interface VifPlugger {

  /** Plugs all of an instance's interfaces; one command, one attempt. */
  CompletionStage<Done> plug(InstanceId instance, List<Vif> vifs);

  /** Unplugs all of an instance's interfaces. */
  CompletionStage<Done> unplug(InstanceId instance, List<Vif> vifs);
}
