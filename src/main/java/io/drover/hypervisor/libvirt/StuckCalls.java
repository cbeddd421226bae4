package io.drover.hypervisor.libvirt;

import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import java.util.Optional;

/**
 * How many calls to one host were written off and have not returned. Each holds a thread here and
 * most likely one of the host's libvirtd, so there is a limit to them. Thread-safe.
 */
final class StuckCalls {
  private final String host;
  private final int budget;
  private int out;

  /** None yet, and at most {@code budget} before further calls are refused. */
  StuckCalls(String host, int budget) {
    this.host = host;
    this.budget = budget;
  }

  /** One more is written off; how many that makes. */
  synchronized int add() {
    return ++out;
  }

  /** One has returned after all; how many are left. */
  synchronized int remove() {
    return --out;
  }

  /** Why no call is made now; empty: one may be. */
  synchronized Optional<HypervisorException> refusal() {
    return out < budget
        ? Optional.empty()
        : Optional.of(
            new HypervisorException(
                Kind.UNREACHABLE,
                ("%s: %d calls to it never returned, so no more are made until one does; end what"
                        + " stands still there (a QEMU, storage), or restart its libvirtd, or Drover")
                    .formatted(host, out)));
  }
}
