package io.drover.scenario;

import io.drover.hypervisor.simulated.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call that the orchestrator makes to one of its ports.
 *
 * @param message how many messages of the run have begun by then
 * @param call what is called
 * @param host the host that it goes to; null: none
 * @param instances the names of the instances that it is about, in the order of the call
 */
public record PortCall(long message, Call call, @Nullable String host, List<String> instances) {

  /** Copies the list. */
  public PortCall {
    instances = List.copyOf(instances);
  }
}
