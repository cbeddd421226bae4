package io.drover.instance;

import io.drover.host.LedgerEntry;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationView;
import io.drover.model.PowerState;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the index knows of an instance.
 *
 * @param id which one
 * @param spec what was asked for
 * @param key the key of the request for it, or null
 * @param open the hosts that its unfinished work may touch, in ascending order; empty when it rests
 * @param resting what it was when it rested last; null before that
 * @param purging whether its record is being deleted, so that nobody finds it any more
 */
record IndexEntry(
    InstanceId id,
    InstanceSpec spec,
    @Nullable String key,
    List<String> open,
    @Nullable Resting resting,
    boolean purging) {

  IndexEntry {
    open = List.copyOf(open);
  }

  static IndexEntry of(RegistryEvent.Registered registered) {
    return new IndexEntry(
        registered.id(),
        registered.spec(),
        registered.key(),
        List.of(registered.host()),
        null,
        false);
  }

  /** The same with work that touches these hosts as well. */
  IndexEntry opened(List<String> hosts) {
    TreeSet<String> all = new TreeSet<>(open);
    all.addAll(hosts);
    return new IndexEntry(id, spec, key, List.copyOf(all), resting, purging);
  }

  /** The same at rest. */
  IndexEntry rested(Resting as) {
    return new IndexEntry(id, spec, key, List.of(), as, purging);
  }

  /** The same while its record is being deleted. */
  IndexEntry purged() {
    return new IndexEntry(id, spec, key, open, resting, true);
  }

  /** Whether it has work to do, so that its journal is read at the start. */
  boolean unfinished() {
    return !open.isEmpty();
  }

  boolean deleted() {
    return resting != null && resting.vmState() == VmState.DELETED;
  }

  /** Whether it rests on this host. */
  boolean restsOn(String host) {
    return !unfinished() && !purging && resting != null && resting.host().equals(host);
  }

  /** Its state as far as it is known without its journal: without its past. */
  InstanceState state() {
    InstanceState empty = InstanceState.empty(id);
    Resting as = resting;
    return new InstanceState(
        id,
        spec,
        as == null ? open.get(0) : as.host(),
        as == null ? 0 : as.generation(),
        as == null ? 0 : as.generation(),
        as == null ? VmState.BUILDING : as.vmState(),
        TaskState.NONE,
        as == null ? PowerState.NOSTATE : as.powerState(),
        as == null ? null : as.fault(),
        as != null && as.claimed(),
        empty.unsettled(),
        empty.leftovers(),
        empty.operation(),
        empty.migrations(),
        empty.actions(),
        empty.keys());
  }

  /** What people see of it; of its migrations the latest only. */
  InstanceView view() {
    InstanceView view = state().view();
    MigrationView last = resting == null ? null : resting.lastMigration();
    return new InstanceView(
        id,
        spec,
        view.host(),
        view.vmState(),
        view.taskState(),
        view.powerState(),
        view.fault(),
        view.unsettled(),
        view.leftovers(),
        last == null ? List.of() : List.of(last),
        view.actions());
  }

  /** The claim that is held in its name while its journal cannot be read; any other replaces it. */
  LedgerEntry precaution() {
    Flavor size = deleted() ? Flavor.NONE : spec.flavor();
    return new LedgerEntry(id, 0, size);
  }
}
