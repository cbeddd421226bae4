package io.drover.migration;

import io.drover.admission.AdmissionActor;
import io.drover.host.CallResult;
import io.drover.migration.MigrationActor.Command;
import io.drover.migration.MigrationActor.Tick;
import io.drover.runtime.Stages;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Releases what the guest no longer needs. The location is committed by now, and nothing here can
 * un-commit it: what fails is tried again until a deadline, then named as left over; at once what
 * is on a fenced host, which may never be back, and what a guest holds that came there after all.
 * Slots come last, then the terminal status.
 */
final class Cleaning extends Phase {
  private final Deque<CleanUp.Action> actions;
  private final List<Leftover> leftovers = new ArrayList<>();
  private final CleanUpCalls calls;
  private final Instant giveUpAt;
  private int number;

  Cleaning(MigrationTools tools, MigrationRecord record) {
    super(tools, record);
    boolean hasVifs = !tools.vifs(record).isEmpty();
    boolean hasVolumes = !tools.volumes(record, record.source()).isEmpty();
    actions = new ArrayDeque<>(CleanUp.actions(record, hasVifs, hasVolumes));
    calls = new CleanUpCalls(tools, record);
    giveUpAt = tools.now().plus(tools.settings().cleanupDeadline());
    next();
  }

  @Override
  public Receive<Command> createReceive() {
    return receive()
        .onMessage(MigrationActor.Seen.class, this::onSeen)
        .onMessage(MigrationActor.CallEnded.class, this::onCallEnded)
        .onMessage(MigrationActor.Released.class, released -> onSlotsReleased())
        .onMessageEquals(Tick.CLEAN, this::onTryAgain)
        .onAnyMessage(late -> this)
        .build();
  }

  @Override
  protected Behavior<Command> onRecord(MigrationRecord before) {
    return record.status().terminal() ? MigrationActor.phaseOf(tools, record) : this;
  }

  private void next() {
    number++;
    CleanUp.Action action = actions.peek();
    if (action == null) {
      releaseSlots();
      return;
    }
    calls.start(action, number);
  }

  private Behavior<Command> onSeen(MigrationActor.Seen seen) {
    CleanUp.Action action = actions.peek();
    if (seen.round() == number && action != null) {
      calls.onSeen(action, seen);
    }
    return this;
  }

  private Behavior<Command> onCallEnded(MigrationActor.CallEnded call) {
    return call.action() == number ? ended(call.result()) : this;
  }

  private Behavior<Command> ended(CallResult result) {
    CleanUp.Action action = actions.remove();
    if (action.kind().isOver(result)) {
      next();
    } else if (mayHelp(result) && tools.now().isBefore(giveUpAt)) {
      actions.add(action);
      tools.timers().startSingleTimer(Tick.CLEAN, Tick.CLEAN, tools.settings().cleanupInterval());
    } else {
      leftOver(action, result);
      next();
    }
    return this;
  }

  /** Whether another try may do better, soon. */
  private static boolean mayHelp(CallResult result) {
    return result.failure() != CallResult.Failure.FENCED
        && result.failure() != CallResult.Failure.INVALID_STATE;
  }

  private void leftOver(CleanUp.Action action, CallResult result) {
    Leftover leftover = new Leftover(action.kind(), action.host(), result.message());
    leftovers.add(leftover);
    tools.log().warn("instance {}: left over: {}", record.instance(), leftover.sentence());
  }

  private Behavior<Command> onTryAgain() {
    next();
    return this;
  }

  private void releaseSlots() {
    getContext()
        .pipeToSelf(
            Stages.<AdmissionActor.Command, Done>ask(
                tools.environment().admission(),
                replyTo -> new AdmissionActor.Release(record.id(), replyTo),
                tools.environment().replyTimeout(),
                getContext().getSystem()),
            (done, failure) -> new MigrationActor.Released(Done.getInstance()));
  }

  private Behavior<Command> onSlotsReleased() {
    tools.record(new MigrationEvent.Ended(record.id(), leftovers, tools.now()));
    return this;
  }
}
