package io.drover.hypervisor.simulated;

import java.util.ArrayList;
import java.util.List;

/** A fault in the plan, and how far it is spent. */
final class DeclaredFault {
  private final Fault fault;
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean active;
  private boolean healed;
  private int passed;
  private int struck;

  DeclaredFault(Fault fault) {
    this.fault = fault;
    this.active =
        fault.at() == null && !(fault instanceof HostFault host && host.operation() != null);
  }

  Fault fault() {
    return fault;
  }

  /** Whether a guest, host or partition fault has struck. */
  boolean active() {
    return active;
  }

  void strike() {
    active = true;
  }

  /** A matching call is made: whether this fault strikes it. */
  boolean strikes(CallFault befalling) {
    if (struck == befalling.times()) {
      return false;
    }
    if (passed < befalling.after()) {
      passed++;
      return false;
    }
    struck++;
    return true;
  }

  /** A call is made that a host fault waits for: whether this is the one that it strikes at. */
  boolean isDue(HostFault waiting) {
    return passed++ == waiting.after();
  }

  /** Has something done inside the fleet's lock once the fault is healed. */
  void whenHealed(Runnable task) {
    if (healed) {
      task.run();
    } else {
      waiting.add(task);
    }
  }

  void heal() {
    healed = true;
    waiting.forEach(Runnable::run);
    waiting.clear();
  }
}
