package io.drover.hypervisor.libvirt;

import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.model.InstanceId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The questions of one kind that were not answered yet, one for each guest: the next to a guest
 * that does not answer would only hold another thread. Thread-safe.
 */
final class OpenQuestions {
  private final String host;
  private final Set<InstanceId> open = ConcurrentHashMap.newKeySet();

  OpenQuestions(String host) {
    this.host = host;
  }

  /** Asks, on the calling thread; fails as {@code FAILED} while an earlier question is open. */
  <T> T ask(String what, InstanceId id, Supplier<T> question) {
    if (!open.add(id)) {
      throw new HypervisorException(
          Kind.FAILED,
          "%s: an earlier question for the %s of %s is not answered yet".formatted(host, what, id));
    }
    try {
      return question.get();
    } finally {
      open.remove(id);
    }
  }
}
