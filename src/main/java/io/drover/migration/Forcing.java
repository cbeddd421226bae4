package io.drover.migration;

import io.drover.host.CallResult;
import io.drover.host.HostCall;
import io.drover.host.Sighting;
import io.drover.hypervisor.GuestState;
import io.drover.model.MigrationStatus;

/**
 * Brings a transfer to its end on request, as Nova's force-complete does: by post-copy where that
 * was allowed when it began, else by pausing the guest, which then dirties nothing any more. The
 * wish is recorded before; who lets a paused guest go on is {@link Deciding}, and should the pause
 * come later than that, its instance. Used by the phase that transfers, whenever it sees the job.
 */
final class Forcing {
  /** The number of its calls; no action of a clean-up has it. */
  static final int CALL = -1;

  /** The number of its looks; no round of looks has it. */
  static final int LOOK = -1;

  private final MigrationTools tools;
  private boolean underWay;
  private boolean settled;
  private boolean told;
  private boolean warned;

  Forcing(MigrationTools tools) {
    this.tools = tools;
  }

  /** Whether a pause may take effect yet. */
  boolean underWay() {
    return underWay;
  }

  /** The job goes on: does what is still to be done for its end. */
  void onJob(MigrationRecord record) {
    if (record.status() != MigrationStatus.RUNNING
        || !record.forced()
        || record.stop() != null
        || underWay
        || settled) {
      return;
    }
    tell(record);
    underWay = true;
    tools.perform(
        record.source(),
        record.postCopy()
            ? new HostCall.StartPostCopy(record.instance())
            : new HostCall.Pause(record.instance()),
        result -> new MigrationActor.CallEnded(CALL, result));
  }

  /** Its call ended. One that failed is made again with the next sign of the job. */
  void onCallEnded(MigrationRecord record, CallResult result) {
    if (!result.done() && result.failure() != CallResult.Failure.INVALID_STATE) {
      warn(record, result);
    }
    if (record.postCopy() && !result.done()) {
      tools.look(record, record.destination(), LOOK);
      return;
    }
    underWay = false;
    settled = result.done() || result.failure() == CallResult.Failure.INVALID_STATE;
    if (record.postCopy()) {
      began(record);
    }
  }

  /** The destination was looked at, for the call may have had its effect all the same. */
  void onSeen(MigrationRecord record, Sighting destination) {
    underWay = false;
    if (destination.state() == GuestState.RUNNING) {
      settled = true;
      began(record);
    }
  }

  private void began(MigrationRecord record) {
    tools.record(new MigrationEvent.PostCopyBegan(record.id()));
  }

  private void warn(MigrationRecord record, CallResult result) {
    if (!warned) {
      warned = true;
      tools
          .log()
          .warn(
              "instance {}: its migration to {} could not be forced to its end, it is tried again: {}",
              record.instance(),
              record.destination(),
              result.message());
    }
  }

  private void tell(MigrationRecord record) {
    if (!told) {
      told = true;
      tools
          .log()
          .info(
              "instance {}: its migration to {} is brought to its end by {}",
              record.instance(),
              record.destination(),
              record.postCopy() ? "post-copy" : "pausing it");
    }
  }
}
