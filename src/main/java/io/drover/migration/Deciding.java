package io.drover.migration;

import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.host.HostCall;
import io.drover.host.Sighting;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HostFacts;
import io.drover.migration.MigrationActor.Command;
import io.drover.migration.MigrationActor.Tick;
import io.drover.model.MigrationStatus;
import io.drover.model.Reason;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where the guest is: looks at both hosts, decides by {@link Verdict}, and believes it
 * when a second look says the same. As long as nobody can tell, nothing is started or destroyed,
 * and the migration says that it is unresolved, why and since when. A post-copy that broke is
 * resumed as soon as both halves of the guest are there. An operator's word stands in for what
 * cannot be seen, by {@link OperatorWord}, and is judged by looks made after it.
 */
final class Deciding extends Phase {
  private final Instant since;
  private @Nullable CallResult ended;
  private boolean made = true;
  private boolean resumed;
  private boolean mayStillBegin;
  private boolean mayStillPause;
  private int round;
  private @Nullable Sighting source;
  private @Nullable Sighting destination;
  private @Nullable Verdict before;
  private @Nullable Seen seenBefore;
  private @Nullable String known;

  /** What the guest was on the two hosts. */
  private record Seen(@Nullable GuestState source, @Nullable GuestState destination) {}

  /**
   * No call can begin a job any more.
   *
   * @param ended how the call ended, or null when nobody knows
   * @param mayStillPause whether a call that pauses the guest at the source has not returned
   */
  Deciding(
      MigrationTools tools,
      MigrationRecord record,
      @Nullable CallResult ended,
      boolean mayStillPause) {
    this(tools, record, ended, false, mayStillPause);
  }

  private Deciding(
      MigrationTools tools,
      MigrationRecord record,
      @Nullable CallResult ended,
      boolean mayStillBegin,
      boolean mayStillPause) {
    super(tools, record);
    this.ended = ended;
    this.mayStillBegin = mayStillBegin;
    this.mayStillPause = mayStillPause;
    this.since = tools.now();
    look();
  }

  /** The migrate call was never made. */
  static Deciding withoutACall(MigrationTools tools, MigrationRecord record) {
    Deciding deciding = new Deciding(tools, record, null, false);
    deciding.made = false;
    return deciding;
  }

  /** The call that was to have a broken post-copy go on failed. */
  static Deciding notResumed(
      MigrationTools tools, MigrationRecord record, CallResult why, boolean mayStillPause) {
    Deciding deciding = new Deciding(tools, record, why, mayStillPause);
    deciding.resumed = true;
    return deciding;
  }

  /** The migrate call has not returned, and no job was seen. */
  static Deciding beforeTheCallEnded(
      MigrationTools tools, MigrationRecord record, boolean mayStillPause) {
    return new Deciding(tools, record, null, true, mayStillPause);
  }

  @Override
  public Receive<Command> createReceive() {
    return receive()
        .onMessage(MigrationActor.Seen.class, this::onSeen)
        .onMessage(MigrationActor.MigrateEnded.class, this::onMigrateEnded)
        .onMessage(MigrationActor.CallEnded.class, this::onCallEnded)
        .onMessage(MigrationActor.FactsSeen.class, this::onFacts)
        .onMessageEquals(Tick.LOOK, this::onLookTick)
        .onAnyMessage(late -> this)
        .build();
  }

  @Override
  protected Behavior<Command> onRecord(MigrationRecord earlier) {
    if (record.runsOn() != null && !record.runsOn().equals(earlier.runsOn())) {
      before = null;
      seenBefore = null;
      tools.timers().cancel(Tick.LOOK);
      look();
    }
    return this;
  }

  private void look() {
    round++;
    source = null;
    destination = null;
    tools.look(record, record.source(), round);
    tools.look(record, record.destination(), round);
  }

  private Behavior<Command> onLookTick() {
    look();
    return this;
  }

  private Behavior<Command> onMigrateEnded(MigrationActor.MigrateEnded call) {
    ended = call.result();
    mayStillBegin = false;
    return this;
  }

  private Behavior<Command> onCallEnded(MigrationActor.CallEnded call) {
    if (call.action() == Forcing.CALL) {
      mayStillPause = false;
    }
    return this;
  }

  private void lookAgainIn(Duration delay) {
    tools.timers().startSingleTimer(Tick.LOOK, Tick.LOOK, delay);
  }

  private Behavior<Command> onSeen(MigrationActor.Seen seen) {
    if (seen.round() != round) {
      return this;
    }
    if (seen.sighting().host().equals(record.source())) {
      source = seen.sighting();
    } else {
      destination = seen.sighting();
    }
    return source != null && destination != null ? onBoth(source, destination) : this;
  }

  private Behavior<Command> onBoth(Sighting here, Sighting there) {
    Verdict verdict = Verdict.of(here, there);
    boolean confirmed = before != null && before.kind() == verdict.kind();
    before = verdict;
    Seen seen = new Seen(here.state(), there.state());
    boolean seenTwice = seen.equals(seenBefore);
    seenBefore = seen;
    String runsOn = record.runsOn();
    if (runsOn != null) {
      OperatorWord word = OperatorWord.of(runsOn, here, there);
      if (word.kind() == OperatorWord.Kind.REFUTED) {
        refute(runsOn, word, verdict);
      } else if (verdict.open()) {
        return seenTwice ? follow(runsOn, word, here, there) : confirm();
      }
    }
    return switch (verdict.kind()) {
      case UNDER_WAY -> Transferring.attach(tools, record);
      case AT_SOURCE -> confirmed && !mayChange() ? settle(verdict, here, there) : confirm();
      case AT_DESTINATION -> confirmed ? settle(verdict, here, there) : confirmMoved();
      case GONE -> confirmed ? settle(verdict, here, there) : confirm();
      case RESUME_SOURCE -> confirmed ? resume(record.source()) : confirm();
      case RESUME_DESTINATION -> confirmed ? resume(record.destination()) : confirm();
      case POST_COPY_BROKEN -> {
        if (confirmed && bothGivenUp(here, there)) {
          yield decide(Outcome.GONE, Reason.DELETED);
        }
        yield seenTwice && resumable(here, there) ? resumePostCopy() : wait(verdict);
      }
      case UNKNOWN, RUNS_TWICE -> wait(verdict);
    };
  }

  /** The instance is to be deleted anyway, and neither half of its guest can run. */
  private boolean bothGivenUp(Sighting here, Sighting there) {
    return record.stop() == Reason.DELETED && cannotRun(here) && cannotRun(there);
  }

  private static boolean cannotRun(Sighting sighting) {
    GuestState state = sighting.state();
    return state != null && state != GuestState.RUNNING;
  }

  /** Whether both halves are there, and no call that is to join them is under way. */
  private boolean resumable(Sighting here, Sighting there) {
    return here.state() == GuestState.POST_COPY_BROKEN
        && there.state() == GuestState.POST_COPY_BROKEN
        && !mayStillBegin
        && !cannotBeResumed();
  }

  private boolean cannotBeResumed() {
    return resumed && ended != null && ended.failure() == CallResult.Failure.NOT_SUPPORTED;
  }

  /** What broke it may be over, such as a link that was cut; if not, the call says so at once. */
  private Behavior<Command> resumePostCopy() {
    if (record.status() == MigrationStatus.RUNNING) {
      // That it had begun was told by no answer.
      tools.record(new MigrationEvent.PostCopyBegan(record.id()));
    }
    tools.ask(
        record.destination(),
        HostActor.AskFacts::new,
        MigrationActor.FactsSeen::new,
        why -> new MigrationActor.FactsSeen(new HostActor.FactsAnswer(record.destination(), null)));
    return this;
  }

  private Behavior<Command> onFacts(MigrationActor.FactsSeen seen) {
    HostFacts destination = seen.answer().facts();
    if (destination == null) {
      lookAgainIn(tools.settings().lookInterval());
      return this;
    }
    return Transferring.resume(tools, record, destination.peerAddress());
  }

  private Behavior<Command> follow(
      String runsOn, OperatorWord word, Sighting here, Sighting there) {
    boolean stays = runsOn.equals(record.source());
    if (word.kind() == OperatorWord.Kind.RESUME) {
      return resume(runsOn);
    } else if (word.kind() == OperatorWord.Kind.WAIT || (stays && mayChange())) {
      lookAgainIn(tools.settings().lookInterval());
      return this;
    }
    Outcome outcome = stays ? Outcome.AT_SOURCE : Outcome.AT_DESTINATION;
    tools
        .log()
        .warn(
            "instance {}: by an operator's word its migration left it on {}; its copy on {} is"
                + " destroyed",
            record.instance(),
            runsOn,
            record.otherEnd(runsOn));
    return decide(outcome, reason(outcome, here, there), null, callOpen(outcome));
  }

  private void refute(String runsOn, OperatorWord word, Verdict verdict) {
    tools.log().warn("instance {}: the word is void: {}", record.instance(), word.why());
    known = verdict.why();
    tools.record(new MigrationEvent.WordRefuted(record.id(), runsOn, word.why()));
  }

  /**
   * A guest at the source is not there to stay as long as the migrate call may begin a job, and not
   * running for good as long as the pause that was to end the transfer may come.
   */
  private boolean mayChange() {
    Duration waited = Duration.between(since, tools.now());
    return mayStillPause
        || (mayStillBegin && waited.compareTo(tools.settings().startTimeout()) < 0);
  }

  private Behavior<Command> confirm() {
    lookAgainIn(tools.settings().confirmDelay());
    return this;
  }

  /** When the call says so itself, nothing is in between that the second look should wait for. */
  private Behavior<Command> confirmMoved() {
    if (ended == null || !ended.done()) {
      return confirm();
    }
    look();
    return this;
  }

  private Behavior<Command> settle(Verdict verdict, Sighting here, Sighting there) {
    Outcome outcome = verdict.outcome();
    if (outcome == null) {
      throw new IllegalStateException("no outcome follows from " + verdict);
    }
    CallResult call = ended;
    if (outcome != Outcome.AT_DESTINATION && call != null && !call.done()) {
      tools
          .log()
          .warn(
              "instance {}: its migration to {} failed: {}",
              record.instance(),
              record.destination(),
              call.message());
    }
    Sighting without = outcome == Outcome.AT_DESTINATION ? here : there;
    return decide(
        outcome,
        reason(outcome, here, there),
        without.hostFenced() ? without.host() : null,
        callOpen(outcome));
  }

  /** Whether the guest may leave the source yet, by a call that nobody saw return. */
  private boolean callOpen(Outcome outcome) {
    return made && outcome == Outcome.AT_SOURCE && (ended == null || !ended.returned());
  }

  private @Nullable Reason reason(Outcome outcome, Sighting here, Sighting there) {
    return switch (outcome) {
      case AT_DESTINATION -> null;
      case GONE -> here.hostDown() ? Reason.SOURCE_LOST : Reason.GUEST_GONE;
      case AT_SOURCE -> {
        if (record.stop() != null) {
          yield record.stop();
        }
        boolean destinationLost = there.evidence() == null || there.hostDown();
        yield destinationLost ? Reason.DESTINATION_LOST : Reason.TRANSFER;
      }
    };
  }

  private Behavior<Command> resume(String host) {
    tools.perform(
        host,
        new HostCall.Resume(record.instance()),
        result -> new MigrationActor.CallEnded(0, result));
    lookAgainIn(tools.settings().lookInterval());
    return this;
  }

  private Behavior<Command> wait(Verdict verdict) {
    boolean alarming = verdict.kind() != Verdict.Kind.UNKNOWN;
    boolean longEnough =
        Duration.between(since, tools.now()).compareTo(tools.settings().unresolvedAfter()) >= 0;
    String why = why(verdict);
    boolean news = !why.equals(record.unresolved()) && !why.equals(known);
    if ((alarming || longEnough) && news) {
      // Recording it may take as long as the journal is away.
      known = why;
      tools
          .log()
          .error(
              "instance {}: where its migration from {} to {} left it cannot be told: {};"
                  + " nothing is started until it can",
              record.instance(),
              record.source(),
              record.destination(),
              why);
      Instant first = record.unresolvedSince();
      tools.record(
          new MigrationEvent.BecameUnresolved(record.id(), why, first == null ? since : first));
    }
    lookAgainIn(tools.settings().lookInterval());
    return this;
  }

  private String why(Verdict verdict) {
    return resumed && ended != null && verdict.kind() == Verdict.Kind.POST_COPY_BROKEN
        ? "%s; it could not be resumed: %s".formatted(verdict.why(), ended.message())
        : verdict.why();
  }
}
