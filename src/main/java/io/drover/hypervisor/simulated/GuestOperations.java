package io.drover.hypervisor.simulated;

import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.model.InstanceId;
import java.util.Arrays;
import java.util.Optional;

/**
 * What can be done to the guests of a host, apart from moving them, and what they do by themselves.
 */
final class GuestOperations {
  private final Monitor monitor;
  private final Guests guests;
  private final Transfers transfers;
  private final FaultPlan faults;
  private final FleetSettings settings;

  GuestOperations(
      Monitor monitor,
      Guests guests,
      Transfers transfers,
      FaultPlan faults,
      FleetSettings settings) {
    this.monitor = monitor;
    this.guests = guests;
    this.transfers = transfers;
    this.faults = faults;
    this.settings = settings;
  }

  void create(Host host, DomainTemplate template) {
    requireRoom(host, template.id());
    Guest guest =
        new Guest(
            host, template, host.nextIncarnation(monitor.now()), GuestState.STARTING, "booting");
    guests.place(guest);
    boot(guest, guest.starts());
  }

  void destroy(Host host, InstanceId id) {
    end(host.guest(id), "the guest was destroyed");
  }

  /** A guest that does not run, or is just booting, ignores the button. */
  void shutdown(Host host, InstanceId id) {
    Guest guest = settled(host, id);
    require(guest, GuestState.RUNNING, GuestState.STARTING, GuestState.PAUSED);
    if (guest.state() == GuestState.RUNNING) {
      int pressed = guest.starts();
      monitor.after(settings.shutdownTime(), () -> powerOff(guest, pressed));
    }
  }

  void reset(Host host, InstanceId id) {
    Guest guest = settled(host, id);
    require(guest, GuestState.RUNNING, GuestState.STARTING);
    guest.startAgain();
    guests.set(guest, GuestState.STARTING, "booting");
    boot(guest, guest.starts());
  }

  /** Also during a transfer, which then has nothing more to catch up with. */
  void pause(Host host, InstanceId id) {
    Guest guest = host.guest(id);
    require(guest, GuestState.RUNNING);
    guests.set(guest, GuestState.PAUSED, "user");
    transfers.halted(guest);
  }

  void resume(Host host, InstanceId id) {
    Guest guest = settled(host, id);
    require(guest, GuestState.PAUSED);
    guests.set(guest, GuestState.RUNNING, "unpaused");
  }

  /** The memory of one that was paused is saved too. */
  void save(Host host, InstanceId id) {
    Guest guest = settled(host, id);
    require(guest, GuestState.RUNNING, GuestState.PAUSED);
    guests.set(guest, GuestState.SUSPENDED, "saved");
  }

  /** It runs, whatever it did when it was saved; a power button pressed before is forgotten. */
  void restore(Host host, InstanceId id) {
    Guest guest = settled(host, id);
    require(guest, GuestState.SUSPENDED);
    guest.startAs(host.nextIncarnation(monitor.now()));
    guests.set(guest, GuestState.RUNNING, "restored");
  }

  /** The guest's processors fail; what is left of it lies on its host until it is destroyed. */
  void crash(InstanceId id) {
    guests.copies(id).stream().filter(Guest::mayRun).forEach(this::crash);
  }

  /** Takes a guest away at once. */
  void end(Guest guest, String why) {
    guests.remove(guest);
    transfers.endLost(guest, why);
  }

  /**
   * Fails as {@code ALREADY_EXISTS} when the host has the guest; one that had ended is no
   * hindrance.
   */
  static void requireRoom(Host host, InstanceId id) {
    Guest present = host.guests().get(id);
    if (present != null && present.alive()) {
      throw new HypervisorException(
          Kind.ALREADY_EXISTS, "%s already has the guest %s".formatted(host.name(), id));
    }
  }

  /** Fails as {@code INVALID_STATE} when the guest is in none of these states. */
  static void require(Guest guest, GuestState... allowed) {
    if (!Arrays.asList(allowed).contains(guest.state())) {
      throw new HypervisorException(
          Kind.INVALID_STATE,
          "%s on %s is %s".formatted(guest.id(), guest.host().name(), guest.state()));
    }
  }

  /** The guest, which is no end of a migration job; else a failure as {@code INVALID_STATE}. */
  static Guest settled(Host host, InstanceId id) {
    Guest guest = host.guest(id);
    if (guest.transfer() != null) {
      throw new HypervisorException(
          Kind.INVALID_STATE, "%s on %s is being migrated".formatted(id, host.name()));
    }
    return guest;
  }

  private void boot(Guest guest, int start) {
    if (!guest.present() || guest.starts() != start) {
      return;
    }
    Optional<DeclaredFault> stuck = faults.stuck(guest.id());
    if (stuck.isPresent()) {
      stuck.get().whenHealed(() -> boot(guest, start));
    } else if (settings.bootTime().isZero()) {
      comeUp(guest, start);
    } else {
      monitor.after(settings.bootTime(), () -> comeUp(guest, start));
    }
  }

  private void comeUp(Guest guest, int start) {
    if (guest.present() && guest.starts() == start && guest.state() == GuestState.STARTING) {
      guests.set(guest, GuestState.RUNNING, "booted");
    }
  }

  private void powerOff(Guest guest, int pressed) {
    if (guest.present() && guest.starts() == pressed && guest.state() == GuestState.RUNNING) {
      end(guest, "the guest shut down");
    }
  }

  private void crash(Guest guest) {
    guests.set(guest, GuestState.CRASHED, "crashed");
    transfers.endLost(guest, "the guest crashed");
  }
}
