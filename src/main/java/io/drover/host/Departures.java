package io.drover.host;

import io.drover.model.InstanceId;
import java.util.HashMap;
import java.util.Map;

/**
 * The calls that move guests away from a host and have not returned, or wait for their turn. Used
 * by the host's actor alone, in its thread.
 */
final class Departures {
  private final HostPorts ports;
  private final HostCalls calls;
  private final Map<InstanceId, Long> departing = new HashMap<>();

  Departures(HostPorts ports, HostCalls calls) {
    this.ports = ports;
    this.calls = calls;
  }

  /** Whether such a call of this guest may begin a job yet. */
  boolean has(InstanceId instance) {
    return departing.containsKey(instance);
  }

  /** Makes the call as soon as it is its turn. */
  void depart(HostCall.Migrate call, CallBudget.Answer answer) {
    long number = calls.lastNumber() + 1;
    calls.submit(
        HostCalls.Kind.BULK,
        ports.timeout(call),
        () -> ports.perform(call),
        (value, result) -> {
          // A later call of the same guest may be under way by now.
          departing.remove(call.instance(), number);
          answer.accept(value, result);
        });
    departing.put(call.instance(), number);
  }

  /** A call that still waits for its turn is not made any more; false when it was made. */
  boolean takeBack(InstanceId instance) {
    Long number = departing.get(instance);
    return number != null
        && calls.withdraw(
            number,
            CallResult.notDone(CallResult.Failure.ERROR, "it was aborted before it was its turn"));
  }
}
