package io.drover.migration;

import io.drover.admission.SlotRequest;
import io.drover.model.HookState;
import io.drover.model.InstanceId;
import io.drover.model.MigrationId;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a migration, made from its events alone. Whoever carries it on, after a
 * crash or at the first start, needs nothing else.
 *
 * @param id its identity
 * @param instance what moves
 * @param source where from
 * @param destination where to
 * @param blockMigration whether local disks are copied too
 * @param hooks the name of its hooks
 * @param generation the placement that its claim at the destination belongs to
 * @param status how far it is
 * @param begun the steps that may have had an effect at the destination
 * @param failedPlugs how many attempts to plug its VIFs failed
 * @param transferDeadline when its transfer is aborted; null before the transfer
 * @param postCopy whether its transfer may be switched to post-copy
 * @param forced whether it is to come to its end whatever the guest does
 * @param stop why it is to be stopped, or null
 * @param unresolved why its outcome cannot be told, or null
 * @param unresolvedSince since when that is so, or null
 * @param runsOn the host where the guest runs by an operator's word, which also says that the copy
 *     on the other host cannot run; null without a word
 * @param cutOff the host where the guest is not by the word that this host is fenced, or null
 * @param outcome where the guest is, or null while that is open
 * @param callOpen whether a call that moves the guest may have its effect after the outcome
 * @param reason why it did not complete, or null
 * @param leftovers what could not be undone
 * @param sweeping the host where that is being tried again, or null
 * @param hookState what became of its hook
 * @param acceptedAt when it was accepted
 */
public record MigrationRecord(
    MigrationId id,
    InstanceId instance,
    String source,
    String destination,
    boolean blockMigration,
    String hooks,
    long generation,
    MigrationStatus status,
    List<Step> begun,
    int failedPlugs,
    @Nullable Instant transferDeadline,
    boolean postCopy,
    boolean forced,
    @Nullable Reason stop,
    @Nullable String unresolved,
    @Nullable Instant unresolvedSince,
    @Nullable String runsOn,
    @Nullable String cutOff,
    @Nullable Outcome outcome,
    boolean callOpen,
    @Nullable Reason reason,
    List<Leftover> leftovers,
    @Nullable String sweeping,
    HookState hookState,
    Instant acceptedAt) {

  /** Copies the lists. */
  public MigrationRecord {
    begun = List.copyOf(begun);
    leftovers = List.copyOf(leftovers);
  }

  /** The record of a migration that was just accepted. */
  public static MigrationRecord of(MigrationEvent.Accepted event) {
    return new MigrationRecord(
        event.migration(),
        event.instance(),
        event.source(),
        event.destination(),
        event.blockMigration(),
        event.hooks(),
        event.generation(),
        MigrationStatus.ACCEPTED,
        List.of(),
        0,
        null,
        false,
        false,
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        null,
        List.of(),
        null,
        HookState.NONE,
        event.at());
  }

  /** Whether this event may follow; one that may not is an echo of something known already. */
  public boolean allows(MigrationEvent event) {
    MigrationTransitions.State state = new MigrationTransitions.State(status, hookState);
    String name = MigrationTransitions.name(event.getClass());
    return !MigrationTransitions.TABLE.after(state, name).isEmpty() && isNews(event);
  }

  /** Whether an event that may follow in this state says what is not known yet. */
  private boolean isNews(MigrationEvent event) {
    if (event instanceof MigrationEvent.StepBegan began) {
      return !begun.contains(began.step());
    } else if (event instanceof MigrationEvent.PlugFailed failed) {
      return failed.attempt() > failedPlugs;
    } else if (event instanceof MigrationEvent.StopRequested requested) {
      // Of two halves nothing can be kept, so only a delete has any use for a stop.
      return stop == null
          && (status != MigrationStatus.RUNNING_POST_COPY || requested.reason() == Reason.DELETED);
    } else if (event instanceof MigrationEvent.ForceRequested) {
      return stop == null && !forced;
    } else if (event instanceof MigrationEvent.Decided decided) {
      // Before anything was begun there is nothing to decide but to give way to the wish to stop.
      return status.compareTo(MigrationStatus.PREPARING) >= 0
          || (stop != null && decided.outcome() == Outcome.AT_SOURCE && decided.reason() == stop);
    } else if (event instanceof MigrationEvent.PostCopyBegan) {
      return forced && postCopy;
    } else if (event instanceof MigrationEvent.BecameUnresolved became) {
      return !became.why().equals(unresolved);
    } else if (event instanceof MigrationEvent.Resolved resolved) {
      return resolvable()
          && resolved.fenced()
          && isEnd(resolved.runsOn())
          && !resolved.runsOn().equals(runsOn);
    } else if (event instanceof MigrationEvent.WordRefuted refuted) {
      return refuted.runsOn().equals(runsOn);
    } else if (event instanceof MigrationEvent.SweepBegan began) {
      return leftovers.stream().anyMatch(leftover -> leftover.host().equals(began.host()));
    } else if (event instanceof MigrationEvent.SweepEnded ended) {
      return ended.host().equals(sweeping);
    }
    return true;
  }

  /** The record after this event. */
  public MigrationRecord after(MigrationEvent event) {
    Change next = new Change(this);
    if (event instanceof MigrationEvent.Queued) {
      next.status = MigrationStatus.QUEUED;
    } else if (event instanceof MigrationEvent.PreparationBegan) {
      next.status = MigrationStatus.PREPARING;
    } else if (event instanceof MigrationEvent.StepBegan began) {
      next.begun.add(began.step());
    } else if (event instanceof MigrationEvent.PlugFailed failed) {
      next.failedPlugs = failed.attempt();
    } else if (event instanceof MigrationEvent.TransferBegan began) {
      next.status = MigrationStatus.RUNNING;
      next.transferDeadline = began.deadline();
      next.postCopy = began.postCopy();
    } else if (event instanceof MigrationEvent.ForceRequested) {
      next.forced = true;
    } else if (event instanceof MigrationEvent.PostCopyBegan) {
      next.status = MigrationStatus.RUNNING_POST_COPY;
    } else if (event instanceof MigrationEvent.StopRequested requested) {
      next.stop = requested.reason();
    } else if (event instanceof MigrationEvent.BecameUnresolved became) {
      next.unresolved = became.why();
      next.unresolvedSince = became.since();
    } else if (event instanceof MigrationEvent.Resolved resolved) {
      next.runsOn = resolved.runsOn();
    } else if (event instanceof MigrationEvent.WordRefuted refuted) {
      next.unresolved = refuted.why();
      next.runsOn = null;
    } else if (event instanceof MigrationEvent.Decided decided) {
      next.outcome = decided.outcome();
      next.callOpen = decided.callOpen();
      next.reason = decided.reason();
      next.cutOff = decided.cutOff();
      next.unresolved = null;
      next.unresolvedSince = null;
      next.hookState = HookState.PENDING;
    } else if (event instanceof MigrationEvent.Ended ended) {
      next.leftovers = ended.leftovers();
      next.status = terminalStatus(ended.leftovers());
    } else if (event instanceof MigrationEvent.HookDelivered) {
      next.hookState = HookState.DELIVERED;
    } else if (event instanceof MigrationEvent.HookGivenUp) {
      next.hookState = HookState.GIVEN_UP;
    } else if (event instanceof MigrationEvent.SweepBegan began) {
      next.sweeping = began.host();
    } else if (event instanceof MigrationEvent.SweepEnded ended) {
      next.sweeping = null;
      next.leftovers = replaced(ended.host(), ended.remaining());
    }
    return next.record();
  }

  /**
   * The record after this event of a later migration of the same instance: what that one begins at
   * its destination is its own to undo, and no longer left over from here.
   */
  public MigrationRecord afterLater(MigrationEvent event, String destination) {
    Change next = new Change(this);
    next.leftovers =
        leftovers.stream()
            .filter(left -> !left.host().equals(destination) || !takesOver(event, left.kind()))
            .toList();
    return next.record();
  }

  /**
   * The record once what was left over on this host is somebody else's to clean up; a copy that was
   * said to be fenced is nobody else's.
   */
  public MigrationRecord withoutLeftovers(String host) {
    Change next = new Change(this);
    next.leftovers =
        replaced(
            host,
            leftovers.stream()
                .filter(left -> left.host().equals(host))
                .filter(left -> left.kind() == CleanUp.Kind.DESTROY_FENCED_COPY)
                .toList());
    return next.record();
  }

  /** The record once the guest has left this host, where nothing can be made up for any more. */
  public MigrationRecord withoutMakingUp(String host) {
    Change next = new Change(this);
    next.leftovers =
        leftovers.stream()
            .filter(left -> !left.host().equals(host) || !left.kind().makesUp())
            .toList();
    return next.record();
  }

  /** Whether what is left over on this host is needed by a guest that is there. */
  public boolean makesUpOn(String host) {
    return leftovers.stream()
        .filter(left -> left.host().equals(host))
        .allMatch(left -> left.kind().makesUp());
  }

  private static boolean takesOver(MigrationEvent event, CleanUp.Kind kind) {
    return event instanceof MigrationEvent.StepBegan began
        ? kind == CleanUp.undoing(began.step())
        : event instanceof MigrationEvent.TransferBegan && kind == CleanUp.Kind.DESTROY_COPY;
  }

  private List<Leftover> replaced(String host, List<Leftover> now) {
    return Stream.concat(
            leftovers.stream().filter(leftover -> !leftover.host().equals(host)), now.stream())
        .toList();
  }

  /** The one terminal status that follows from the outcome and from what is left over. */
  private MigrationStatus terminalStatus(List<Leftover> remaining) {
    if (!remaining.isEmpty()) {
      return MigrationStatus.ERROR;
    } else if (outcome == Outcome.AT_DESTINATION) {
      return MigrationStatus.COMPLETED;
    }
    return reason == Reason.ABORTED || reason == Reason.DELETED
        ? MigrationStatus.CANCELLED
        : MigrationStatus.FAILED;
  }

  /** Whether nothing is left to be done, hook and leftovers included. */
  public boolean over() {
    return status.terminal() && hookState != HookState.PENDING && leftovers.isEmpty();
  }

  /** The slots that it needs. */
  public SlotRequest slots() {
    return new SlotRequest(id, instance, source, destination, acceptedAt);
  }

  /** Whether it has been granted its slots, and has not given them back for certain. */
  public boolean underWay() {
    return switch (status) {
      case PREPARING, RUNNING, RUNNING_POST_COPY -> true;
      case ACCEPTED, QUEUED, COMPLETED, FAILED, CANCELLED, ERROR -> false;
    };
  }

  /** Whether an abort can still be asked for: in post-copy neither copy is whole. */
  public boolean stoppable() {
    return outcome == null && status != MigrationStatus.RUNNING_POST_COPY;
  }

  /** Whether its completion can be forced. */
  public boolean forcible() {
    return status == MigrationStatus.RUNNING && outcome == null && stop == null;
  }

  /** Whether an operator may say where the guest runs. */
  public boolean resolvable() {
    return unresolved != null && outcome == null;
  }

  /** Whether this host is its source or its destination. */
  public boolean isEnd(String host) {
    return host.equals(source) || host.equals(destination);
  }

  /** The other one of its two hosts. */
  public String otherEnd(String host) {
    return host.equals(source) ? destination : source;
  }

  /**
   * The host whose copy an operator said cannot run, or that is said to be cut off itself, once
   * that word was followed; null otherwise.
   */
  @Nullable String fenced() {
    if (cutOff != null || runsOn == null) {
      return cutOff;
    }
    String place =
        outcome == Outcome.AT_SOURCE
            ? source
            : outcome == Outcome.AT_DESTINATION ? destination : null;
    return runsOn.equals(place) ? otherEnd(runsOn) : null;
  }

  /** Whether a copy on this host, where it must not run any more, is still to be destroyed. */
  public boolean leftFencedCopy(String host) {
    return leftovers.stream()
        .anyMatch(
            left -> left.kind() == CleanUp.Kind.DESTROY_FENCED_COPY && left.host().equals(host));
  }

  /** Whether the guest may have been paused so that its transfer comes to an end. */
  public boolean mayHavePaused() {
    return forced && !postCopy;
  }

  /**
   * The attempts to plug VIFs so far, one that succeeded or goes on included. Once it is decided
   * that the guest stays, all that were made are known to have failed, or there was only one.
   */
  public int plugAttempts() {
    if (!begun.contains(Step.VIFS)) {
      return failedPlugs;
    }
    boolean lastDidNotFail = outcome == null || transferDeadline != null;
    return lastDidNotFail ? failedPlugs + 1 : Math.max(1, failedPlugs);
  }

  /** What people see of it. */
  public MigrationView view() {
    return new MigrationView(
        id,
        instance,
        source,
        destination,
        status,
        reason,
        plugAttempts(),
        outcome == null ? null : outcome.hook(),
        hookState,
        leftovers.stream().map(Leftover::sentence).toList(),
        unresolved,
        unresolvedSince,
        acceptedAt);
  }

  /** The parts of a record that events change, while one is applied. */
  private static final class Change {
    private final MigrationRecord before;
    private final List<Step> begun;
    private MigrationStatus status;
    private int failedPlugs;
    private @Nullable Instant transferDeadline;
    private boolean postCopy;
    private boolean forced;
    private @Nullable Reason stop;
    private @Nullable String unresolved;
    private @Nullable Instant unresolvedSince;
    private @Nullable String runsOn;
    private @Nullable String cutOff;
    private @Nullable Outcome outcome;
    private boolean callOpen;
    private @Nullable Reason reason;
    private List<Leftover> leftovers;
    private @Nullable String sweeping;
    private HookState hookState;

    Change(MigrationRecord before) {
      this.before = before;
      this.begun = new ArrayList<>(before.begun);
      this.status = before.status;
      this.failedPlugs = before.failedPlugs;
      this.transferDeadline = before.transferDeadline;
      this.postCopy = before.postCopy;
      this.forced = before.forced;
      this.stop = before.stop;
      this.unresolved = before.unresolved;
      this.unresolvedSince = before.unresolvedSince;
      this.runsOn = before.runsOn;
      this.cutOff = before.cutOff;
      this.outcome = before.outcome;
      this.callOpen = before.callOpen;
      this.reason = before.reason;
      this.leftovers = before.leftovers;
      this.sweeping = before.sweeping;
      this.hookState = before.hookState;
    }

    MigrationRecord record() {
      return new MigrationRecord(
          before.id,
          before.instance,
          before.source,
          before.destination,
          before.blockMigration,
          before.hooks,
          before.generation,
          status,
          begun,
          failedPlugs,
          transferDeadline,
          postCopy,
          forced,
          stop,
          unresolved,
          unresolvedSince,
          runsOn,
          cutOff,
          outcome,
          callOpen,
          reason,
          leftovers,
          sweeping,
          hookState,
          before.acceptedAt);
    }
  }
}
