package io.drover.hypervisor.simulated;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorEvent;
import io.drover.model.InstanceId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The guests of all hosts. Every change of one goes through here: it is counted against the one
 * copy that may run, and hinted to whoever listens to the host.
 *
 * <p>A change that takes the right to run from one copy and gives it to another is made in that
 * order, so that no moment shows two.
 */
final class Guests {
  private final Monitor monitor;
  private final Predicate<Host> silent;
  private final FleetWatcher watcher;
  private final Map<InstanceId, Set<Guest>> copies = new TreeMap<>();
  private final Map<InstanceId, Integer> mostRunning = new TreeMap<>();

  /** Guests that nobody hears of while their host is {@code silent}. */
  Guests(Monitor monitor, Predicate<Host> silent, FleetWatcher watcher) {
    this.monitor = monitor;
    this.silent = silent;
    this.watcher = watcher;
  }

  /** Puts a new copy on its host, in place of one that had ended. */
  void place(Guest guest) {
    Guest ended = guest.host().guests().get(guest.id());
    if (ended != null) {
      remove(ended);
    }
    guest.setPresent(true);
    guest.host().guests().put(guest.id(), guest);
    copies.computeIfAbsent(guest.id(), id -> new LinkedHashSet<>()).add(guest);
    changed(guest);
  }

  /** Takes a copy from its host. */
  void remove(Guest guest) {
    guest.setPresent(false);
    guest.host().guests().remove(guest.id());
    copies.computeIfPresent(
        guest.id(), (id, all) -> all.remove(guest) && all.isEmpty() ? null : all);
    changed(guest);
  }

  /** Changes the state of a copy. */
  void set(Guest guest, GuestState state, String reason) {
    guest.become(state, reason);
    changed(guest);
  }

  /** The copies of a guest, wherever they are. */
  List<Guest> copies(InstanceId id) {
    return List.copyOf(copies.getOrDefault(id, Set.of()));
  }

  /** How many copies may run now. */
  int runningCopies(InstanceId id) {
    return (int) copies.getOrDefault(id, Set.of()).stream().filter(Guest::mayRun).count();
  }

  /** The largest number of copies that could run at any one moment so far. */
  int mostRunningCopies(InstanceId id) {
    return mostRunning.getOrDefault(id, 0);
  }

  /** How many copies of each guest that ever was may run now, and could at any one moment. */
  SortedMap<InstanceId, FleetSnapshot.Copies> copies() {
    SortedMap<InstanceId, FleetSnapshot.Copies> counts = new TreeMap<>();
    mostRunning.forEach(
        (id, most) -> counts.put(id, new FleetSnapshot.Copies(runningCopies(id), most)));
    return counts;
  }

  /** Tells whoever listens to a host of an event. */
  void hint(Host host, HypervisorEvent event) {
    List<Hints> listeners = host.listeners().stream().filter(Hints::heard).toList();
    if (!listeners.isEmpty() && !silent.test(host)) {
      monitor.post(() -> listeners.forEach(listener -> listener.tell(event)));
    }
  }

  private void changed(Guest guest) {
    int running = runningCopies(guest.id());
    mostRunning.merge(guest.id(), running, Math::max);
    watcher.guestChanged(
        guest.id(),
        guest.host().name(),
        guest.present() ? guest.state() : GuestState.ABSENT,
        running);
    hint(guest.host(), new HypervisorEvent.GuestChanged(guest.id()));
  }
}
