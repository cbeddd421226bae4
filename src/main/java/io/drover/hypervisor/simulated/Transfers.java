package io.drover.hypervisor.simulated;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorEvent;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.JobInfo;
import io.drover.hypervisor.MigrateCall;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * The live migrations under way. The hosts carry them: once one has begun, it ends by itself,
 * whatever becomes of whoever asked for it.
 */
final class Transfers {
  private final Monitor monitor;
  private final Guests guests;
  private final FleetSettings settings;
  private final Consumer<Transfer> onSwitchOver;

  /** Tells {@code onSwitchOver} of each transfer that has paused its guest for the last pages. */
  Transfers(
      Monitor monitor, Guests guests, FleetSettings settings, Consumer<Transfer> onSwitchOver) {
    this.monitor = monitor;
    this.guests = guests;
    this.settings = settings;
    this.onSwitchOver = onSwitchOver;
  }

  /** Begins to move a guest that may be moved to a host that may have it. */
  void begin(Guest source, Host destination, MigrateCall call, Reply<Done> reply) {
    Guest incoming =
        new Guest(
            destination,
            source.template(),
            destination.nextIncarnation(monitor.now()),
            GuestState.INCOMING,
            "migration");
    PreCopy copy =
        PreCopy.start(
            source.template().spec().flavor().memoryBytes(),
            call.blockMigration() ? Disks.allocation(source.template()) : 0,
            source.state() == GuestState.RUNNING ? dirtyRate(source) : 0,
            call.maxDowntime());
    Transfer transfer =
        new Transfer(
            source, incoming, copy, call.bandwidth(), call.postCopy(), reply, monitor.elapsed());
    guests.place(incoming);
    start(transfer);
  }

  private long dirtyRate(Guest guest) {
    return Math.max(guest.template().spec().dirtyRate(), settings.leastDirtyRate());
  }

  /** Goes on with the post-copy that broke and left this guest as its half at the source. */
  void resume(Guest source, Host destination, MigrateCall call, Reply<Done> reply) {
    Transfer broken = source.broken();
    Guest other = destination.guests().get(source.id());
    if (broken == null || other == null || other.broken() != broken || broken.source() != source) {
      throw invalid(source, "there is no post-copy to %s to resume".formatted(destination.name()));
    }
    Transfer rest = broken.resumed(call.bandwidth(), reply, monitor.elapsed());
    guests.set(source, GuestState.HANDED_OVER, "post-copy");
    guests.set(other, rest.arrivesAs(), "post-copy");
    start(rest);
  }

  private void start(Transfer transfer) {
    transfer.source().join(transfer);
    transfer.incoming().join(transfer);
    transfer.source().host().transfers().add(transfer);
    transfer.incoming().host().transfers().add(transfer);
    transfer.setRate(rateOf(transfer));
    shareLinks(transfer);
    schedule(transfer);
    hintJob(transfer);
  }

  /** The progress of the job of which this guest is the source. */
  Optional<JobInfo> info(@Nullable Guest guest) {
    if (guest == null || guest.transfer() == null || guest.transfer().source() != guest) {
      return Optional.empty();
    }
    return Optional.of(guest.transfer().info(monitor.elapsed()));
  }

  /** Sets the downtime of the guest's job; fails as {@code INVALID_STATE} without one. */
  void setMaxDowntime(Guest guest, Duration downtime) {
    Transfer transfer = job(guest);
    change(transfer, copy -> copy.withMaxDowntime(downtime, transfer.rate()));
  }

  /** The guest's processors were stopped: nothing is dirtied any more. */
  void halted(Guest guest) {
    Transfer transfer = guest.transfer();
    if (transfer != null && transfer.source() == guest) {
      change(transfer, PreCopy::halted);
    }
  }

  /** Lets the guest run at the destination now; fails as {@code INVALID_STATE} when it cannot. */
  void startPostCopy(Guest guest) {
    Transfer transfer = job(guest);
    transfer.reckon(monitor.elapsed());
    if (!transfer.postCopy()
        || !transfer.in(PreCopy.Stage.COPYING)
        || transfer.aborting()
        || transfer.copy().copiesDisks()) {
      throw invalid(guest, "the job cannot switch to post-copy now");
    }
    transfer.become(transfer.copy().toPostCopy());
    guests.set(guest, GuestState.HANDED_OVER, "post-copy");
    guests.set(transfer.incoming(), transfer.arrivesAs(), "post-copy");
    hintJob(transfer);
    schedule(transfer);
  }

  /** Ends the guest's job soon; fails as {@code INVALID_STATE} when it is too late for that. */
  void abort(Guest guest) {
    Transfer transfer = job(guest);
    if (!transfer.in(PreCopy.Stage.COPYING)) {
      throw invalid(guest, "it is too late to abort the job");
    }
    if (!transfer.aborting()) {
      transfer.reckon(monitor.elapsed());
      transfer.beginAbort();
      monitor.after(settings.abortTime(), () -> breakOff(transfer, "aborted"));
    }
  }

  /** A guest is gone or has crashed; a job that it was an end of breaks. */
  void endLost(Guest guest, String why) {
    if (guest.transfer() != null) {
      breakOff(guest.transfer(), why);
    }
  }

  /**
   * Ends a transfer early, for whatever reason; an end that is gone was taken away before. Before
   * post-copy the guest goes on at the source; in post-copy neither end can go on.
   */
  void breakOff(Transfer transfer, String why) {
    if (transfer.over()) {
      return;
    }
    Guest source = transfer.source();
    Guest incoming = transfer.incoming();
    transfer.reckon(monitor.elapsed());
    leave(transfer);
    if (transfer.in(PreCopy.Stage.PULLING)) {
      strand(source, transfer);
      strand(incoming, transfer);
    } else {
      if (incoming.alive()) {
        guests.remove(incoming);
      }
      if (source.alive() && transfer.in(PreCopy.Stage.SWITCHING_OVER)) {
        guests.set(source, transfer.pausedFrom(), "migration failed");
      }
    }
    hintJob(transfer);
    transfer.reply().fail(new HypervisorException(Kind.FAILED, "migration failed: " + why));
  }

  private void strand(Guest end, Transfer transfer) {
    if (end.alive()) {
      end.remember(transfer);
      guests.set(end, GuestState.POST_COPY_BROKEN, "post-copy failed");
    }
  }

  private void tick(Transfer transfer, int ticket) {
    if (!transfer.holds(ticket)) {
      return;
    }
    transfer.reckon(monitor.elapsed());
    if (transfer.copy().remaining() > 0) {
      schedule(transfer);
    } else if (transfer.copy().complete()) {
      complete(transfer);
    } else {
      transfer.become(transfer.copy().nextRound(transfer.rate()));
      hintJob(transfer);
      goOn(transfer, PreCopy.Stage.COPYING);
    }
  }

  private void complete(Transfer transfer) {
    Guest incoming = transfer.incoming();
    boolean pulled = transfer.in(PreCopy.Stage.PULLING);
    leave(transfer);
    guests.remove(transfer.source());
    guests.set(incoming, pulled ? incoming.state() : transfer.arrivesAs(), "migrated");
    hintJob(transfer);
    transfer.reply().succeed(Done.getInstance());
  }

  /** Changes what a transfer has to do, which may bring its switch-over. */
  private void change(Transfer transfer, UnaryOperator<PreCopy> change) {
    if (!transfer.aborting()) {
      transfer.reckon(monitor.elapsed());
      PreCopy.Stage before = transfer.copy().stage();
      transfer.become(change.apply(transfer.copy()));
      goOn(transfer, before);
    }
  }

  private void goOn(Transfer transfer, PreCopy.Stage before) {
    schedule(transfer);
    if (before == PreCopy.Stage.COPYING && transfer.in(PreCopy.Stage.SWITCHING_OVER)) {
      Guest source = transfer.source();
      transfer.rememberPausedFrom(source.state());
      guests.set(source, GuestState.PAUSED, "migration");
      onSwitchOver.accept(transfer);
    }
  }

  private void schedule(Transfer transfer) {
    int ticket = transfer.renewTicket();
    transfer.setTick(
        monitor.after(transfer.untilSent(monitor.elapsed()), () -> tick(transfer, ticket)));
  }

  private void leave(Transfer transfer) {
    transfer.end();
    transfer.source().leaveTransfer();
    transfer.incoming().leaveTransfer();
    transfer.source().host().transfers().remove(transfer);
    transfer.incoming().host().transfers().remove(transfer);
    shareLinks(transfer);
  }

  /** A transfer came or went: all that share a link with it have another rate from now on. */
  private void shareLinks(Transfer cause) {
    Set<Transfer> sharing = new LinkedHashSet<>(cause.source().host().transfers());
    sharing.addAll(cause.incoming().host().transfers());
    for (Transfer transfer : sharing) {
      long rate = rateOf(transfer);
      if (rate != transfer.rate()) {
        transfer.reckon(monitor.elapsed());
        transfer.setRate(rate);
        if (!transfer.aborting()) {
          schedule(transfer);
        }
      }
    }
  }

  private long rateOf(Transfer transfer) {
    return settings.instantTransfers() ? Rate.UNLIMITED : transfer.fairRate();
  }

  private void hintJob(Transfer transfer) {
    Guest source = transfer.source();
    guests.hint(source.host(), new HypervisorEvent.JobChanged(source.id()));
  }

  private static Transfer job(Guest guest) {
    Transfer transfer = guest.transfer();
    if (transfer == null || transfer.source() != guest) {
      throw invalid(guest, "no migration job");
    }
    return transfer;
  }

  private static HypervisorException invalid(Guest guest, String why) {
    return new HypervisorException(
        Kind.INVALID_STATE, "%s on %s: %s".formatted(guest.id(), guest.host().name(), why));
  }
}
