package io.drover.migration;

import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.host.HostCall;
import io.drover.host.Sighting;
import io.drover.hypervisor.GuestState;
import io.drover.storage.IfMissing;
import io.drover.storage.Volume;
import java.util.List;
import org.apache.pekko.Done;

/** Does what {@link CleanUp} asks for; each end arrives as {@code CallEnded}. Holds no state. */
record CleanUpCalls(MigrationTools tools, MigrationRecord record) {

  /** Begins with an action; {@code number} comes back with its end. */
  void start(CleanUp.Action action, int number) {
    if (mayBeNeeded(action)) {
      tools.look(record, action.host(), number);
    } else {
      begin(action, number);
    }
  }

  /** By a call that did not return the guest may have come there since it was decided. */
  private boolean mayBeNeeded(CleanUp.Action action) {
    boolean releases =
        action.kind() == CleanUp.Kind.UNPLUG_VIFS
            || action.kind() == CleanUp.Kind.DISCONNECT_VOLUMES;
    return releases && record.callOpen() && action.host().equals(record.destination());
  }

  private void begin(CleanUp.Action action, int number) {
    switch (action.kind()) {
      case DESTROY_FENCED_COPY, DESTROY_COPY -> tools.look(record, action.host(), number);
      case DESTROY_GUEST -> throw new IllegalArgumentException("no migration ends a guest");
      case CONNECT_VOLUMES ->
          perform(
              action,
              number,
              new HostCall.ConnectVolumes(
                  record.instance(), tools.volumes(record, action.host()), IfMissing.FAIL));
      case PLUG_VIFS ->
          perform(action, number, new HostCall.PlugVifs(record.instance(), tools.vifs(record)));
      case UNPLUG_VIFS ->
          perform(action, number, new HostCall.UnplugVifs(record.instance(), tools.vifs(record)));
      case DISCONNECT_VOLUMES -> perform(action, number, disconnect(action.host()));
      case RELEASE_CLAIM -> releaseClaim(action.host(), number);
    }
  }

  /** A guest that is gone was at the source last, so the disks that are left there are its own. */
  private HostCall disconnect(String host) {
    List<Volume> volumes = tools.volumes(record, host);
    boolean itsOwn = record.outcome() == Outcome.GONE && host.equals(record.source());
    boolean copies = record.blockMigration() && volumes.stream().anyMatch(Volume::local);
    return copies && !itsOwn
        ? new HostCall.RemoveCopies(record.instance(), volumes)
        : new HostCall.DisconnectVolumes(record.instance(), volumes);
  }

  /** The guest was looked at first: one that is there keeps what it holds. */
  void onSeen(CleanUp.Action action, MigrationActor.Seen seen) {
    GuestState state = seen.sighting().state();
    if (!mayBeNeeded(action)) {
      onCopySeen(action, seen);
    } else if (state == null) {
      end(seen.round(), CallResult.unknown(CallResult.Failure.UNREACHABLE, seen.sighting().why()));
    } else if (state.over()) {
      begin(action, seen.round());
    } else {
      end(
          seen.round(),
          CallResult.notDone(CallResult.Failure.INVALID_STATE, "the guest is there after all"));
    }
  }

  /**
   * The copy that is to be ended was looked at: one that runs is left alone unless fenced. By the
   * word that its host is fenced it does not run, but may be there when that host is back.
   */
  private void onCopySeen(CleanUp.Action action, MigrationActor.Seen seen) {
    Sighting sighting = seen.sighting();
    GuestState state = sighting.state();
    boolean fenced = action.kind() == CleanUp.Kind.DESTROY_FENCED_COPY;
    if (sighting.hostFenced()) {
      end(seen.round(), CallResult.notDone(CallResult.Failure.FENCED, sighting.why()));
    } else if (state == null) {
      boolean peersEndTheirOwn = !fenced && action.host().equals(record.destination());
      end(
          seen.round(),
          peersEndTheirOwn
              ? CallResult.DONE
              : CallResult.unknown(CallResult.Failure.UNREACHABLE, sighting.why()));
    } else if (state == GuestState.ABSENT || (state == GuestState.RUNNING && !fenced)) {
      end(seen.round(), CallResult.DONE);
    } else {
      perform(action, seen.round(), new HostCall.Destroy(record.instance()));
    }
  }

  private void end(int number, CallResult result) {
    tools.context().getSelf().tell(new MigrationActor.CallEnded(number, result));
  }

  private void perform(CleanUp.Action action, int number, HostCall call) {
    tools.perform(action.host(), call, result -> new MigrationActor.CallEnded(number, result));
  }

  private void releaseClaim(String host, int number) {
    long generation = host.equals(record.source()) ? tools.sourceGeneration() : record.generation();
    tools.<Done>ask(
        host,
        replyTo -> new HostActor.Release(record.instance(), generation, replyTo),
        done -> new MigrationActor.CallEnded(number, CallResult.DONE),
        why ->
            new MigrationActor.CallEnded(
                number, CallResult.unknown(CallResult.Failure.TIMEOUT, why)));
  }
}
