package io.drover.migration;

import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.host.HostCall;
import io.drover.hypervisor.JobInfo;
import io.drover.hypervisor.MigrateCall;
import io.drover.migration.MigrationActor.Command;
import io.drover.migration.MigrationActor.Tick;
import io.drover.model.MigrationStatus;
import io.drover.model.Notice;
import io.drover.model.Reason;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The hypervisors transfer the guest; this phase watches, raises the allowed downtime step by step,
 * brings it to its end by force on request, and aborts at the deadline or on request, unless the
 * guest runs at the destination by post-copy. One that is carried on makes no call, it attaches to
 * the job that the hosts went on with; unless it is to have them go on with a post-copy that broke.
 * A call that has not returned may begin a job yet, so nothing is decided before. However the job
 * ends, what it meant is decided in the next phase.
 */
final class Transferring extends Phase {
  private static final Duration LONGEST_TIMER = Duration.ofDays(100);

  private static final int UNANSWERED_LIMIT = 3;

  private final DowntimeSteps downtimes;
  private final Forcing forcing;
  private Duration downtime;
  private final boolean resumes;
  private boolean callUnderWay;
  private boolean jobSeen;
  private boolean furtherOff;
  private boolean asking;
  private int unanswered;

  /** Starts the transfer that was just recorded, unless the wish to stop came first. */
  static Behavior<Command> begin(MigrationTools tools, MigrationRecord record, String peerAddress) {
    return record.stop() == null
        ? new Transferring(tools, record, peerAddress, false)
        : Deciding.withoutACall(tools, record);
  }

  /** Goes on with a transfer that may be under way. */
  static Behavior<Command> attach(MigrationTools tools, MigrationRecord record) {
    return new Transferring(tools, record, null, false);
  }

  /** Has the hosts go on with a post-copy that broke. */
  static Behavior<Command> resume(
      MigrationTools tools, MigrationRecord record, String peerAddress) {
    return new Transferring(tools, record, peerAddress, true);
  }

  private Transferring(
      MigrationTools tools, MigrationRecord record, @Nullable String peerAddress, boolean resumes) {
    super(tools, record);
    this.resumes = resumes;
    MigrationSettings settings = tools.settings();
    downtimes =
        DowntimeSteps.of(
            settings.downtime(),
            settings.downtimeSteps(),
            settings.downtimeDelay(),
            TransferSize.gib(tools.spec().flavor(), record.blockMigration()));
    downtime = downtimes.at(Duration.ZERO);
    forcing = new Forcing(tools);
    if (peerAddress != null) {
      migrate(peerAddress);
      waitForBeginning();
    }
    tools
        .timers()
        .startTimerWithFixedDelay(Tick.PROGRESS, Tick.PROGRESS, settings.progressInterval());
    if (!inPostCopy()) {
      startDeadline();
    }
  }

  @Override
  public Receive<Command> createReceive() {
    return receive()
        .onMessage(MigrationActor.JobSeen.class, this::onJobSeen)
        .onMessage(MigrationActor.MigrateEnded.class, ended -> decideFrom(ended.result()))
        .onMessage(MigrationActor.CallEnded.class, this::onCallEnded)
        .onMessage(MigrationActor.Seen.class, this::onSeen)
        .onMessageEquals(Tick.PROGRESS, this::onProgressTick)
        .onMessageEquals(Tick.DEADLINE, this::onDeadline)
        .onMessageEquals(Tick.START_DEADLINE, this::onStartDeadline)
        .onAnyMessage(late -> this)
        .build();
  }

  private void migrate(String peerAddress) {
    ActorRef<CallResult> results =
        getContext().messageAdapter(CallResult.class, MigrationActor.MigrateEnded::new);
    MigrateCall order =
        new MigrateCall(
            record.instance(),
            record.destination(),
            peerAddress,
            record.blockMigration(),
            record.postCopy(),
            tools.settings().bandwidth(),
            resumes ? Duration.ZERO : downtime,
            resumes);
    callUnderWay = true;
    tools
        .environment()
        .hosts()
        .get(record.source())
        .tell(new HostActor.Perform(new HostCall.Migrate(order), results));
  }

  /** A timer of Pekko's takes no more than some hundred days. */
  private void startDeadline() {
    Duration left = untilDeadline();
    furtherOff = left.compareTo(LONGEST_TIMER) > 0;
    tools
        .timers()
        .startSingleTimer(Tick.DEADLINE, Tick.DEADLINE, furtherOff ? LONGEST_TIMER : left);
  }

  private Duration untilDeadline() {
    Instant deadline = record.transferDeadline();
    Duration left = deadline == null ? Duration.ZERO : Duration.between(tools.now(), deadline);
    return left.isNegative() ? Duration.ZERO : left;
  }

  @Override
  protected Behavior<Command> onRecord(MigrationRecord before) {
    if (record.stop() != null && before.stop() == null && !inPostCopy()) {
      abort();
      tools.timers().cancel(Tick.START_DEADLINE);
      if (mayStillBegin()) {
        waitForBeginning();
      }
    }
    if (inPostCopy()) {
      tools.timers().cancel(Tick.DEADLINE);
    }
    return this;
  }

  /** Neither copy is whole: nothing but the end of the job can be waited for. */
  private boolean inPostCopy() {
    return resumes || record.status() == MigrationStatus.RUNNING_POST_COPY;
  }

  private Behavior<Command> onCallEnded(MigrationActor.CallEnded call) {
    if (call.action() == Forcing.CALL) {
      forcing.onCallEnded(record, call.result());
    }
    return this;
  }

  private Behavior<Command> onSeen(MigrationActor.Seen seen) {
    if (seen.round() == Forcing.LOOK) {
      forcing.onSeen(record, seen.sighting());
    }
    return this;
  }

  private Behavior<Command> onProgressTick() {
    if (!asking) {
      asking = true;
      tools.ask(
          record.source(),
          replyTo -> new HostActor.AskJob(record.instance(), replyTo),
          MigrationActor.JobSeen::new,
          why ->
              new MigrationActor.JobSeen(
                  new HostActor.JobAnswer(
                      java.util.Optional.empty(),
                      callUnderWay,
                      CallResult.unknown(CallResult.Failure.TIMEOUT, why))));
    }
    return this;
  }

  private Behavior<Command> onJobSeen(MigrationActor.JobSeen seen) {
    asking = false;
    HostActor.JobAnswer answer = seen.answer();
    callUnderWay = answer.departing();
    if (answer.job().isPresent()) {
      onProgress(answer.job().get());
      return this;
    } else if (!answer.result().done()) {
      unanswered++;
      return unanswered >= UNANSWERED_LIMIT ? lookAtTheGuest(answer.result()) : this;
    }
    if (!mayStillBegin()) {
      return decideFrom(null);
    }
    waitForBeginning();
    return this;
  }

  /** A call that has not returned may begin a job, also after the wish to stop. */
  private boolean mayStillBegin() {
    return callUnderWay && !jobSeen;
  }

  private void waitForBeginning() {
    TimerScheduler<Command> timers = tools.timers();
    if (!timers.isTimerActive(Tick.START_DEADLINE)) {
      timers.startSingleTimer(
          Tick.START_DEADLINE, Tick.START_DEADLINE, tools.settings().startTimeout());
    }
  }

  private void onProgress(JobInfo job) {
    if (resumes && !jobSeen) {
      tools
          .log()
          .info(
              "instance {}: its post-copy to {}, which broke, goes on",
              record.instance(),
              record.destination());
    }
    jobSeen = true;
    unanswered = 0;
    refute();
    tools.timers().cancel(Tick.START_DEADLINE);
    if (!inPostCopy()) {
      if (record.stop() != null) {
        abort();
      } else {
        raiseDowntime(downtimes.at(job.elapsed()));
        forcing.onJob(record);
      }
    }
    tools
        .environment()
        .feed()
        .publish(
            new Notice.MigrationProgress(
                tools.now(),
                record.instance(),
                record.id(),
                job.iteration(),
                job.memoryTotal(),
                job.memoryRemaining(),
                job.rate(),
                job.dirtyRate(),
                downtime));
  }

  /** A word that was given while nobody could tell must not outlive the sight of the job. */
  private void refute() {
    String runsOn = record.runsOn();
    if (runsOn != null) {
      tools.record(
          new MigrationEvent.WordRefuted(
              record.id(), runsOn, OperatorWord.whileTheJobGoesOn(runsOn).why()));
    }
  }

  private void raiseDowntime(Duration allowed) {
    if (!allowed.equals(downtime)) {
      downtime = allowed;
      tools.perform(
          record.source(),
          new HostCall.SetMaxDowntime(record.instance(), allowed),
          result -> new MigrationActor.CallEnded(0, result));
    }
  }

  private void abort() {
    tools.perform(
        record.source(),
        new HostCall.AbortJob(record.instance()),
        result -> new MigrationActor.CallEnded(0, result));
  }

  private Behavior<Command> onDeadline() {
    if (furtherOff) {
      startDeadline();
      return this;
    }
    return stop("it was not over at its deadline");
  }

  private Behavior<Command> onStartDeadline() {
    if (jobSeen) {
      return this;
    } else if (inPostCopy()) {
      return Deciding.beforeTheCallEnded(tools, record, forcing.underWay());
    }
    return record.stop() == null ? stop("it did not begin in time") : decideFrom(null);
  }

  private Behavior<Command> stop(String why) {
    tools
        .log()
        .warn(
            "instance {}: its migration to {} is aborted: {}",
            record.instance(),
            record.destination(),
            why);
    tools.record(new MigrationEvent.StopRequested(record.id(), Reason.TIMEOUT, tools.now()));
    return this;
  }

  /** The job cannot be asked about. */
  private Behavior<Command> lookAtTheGuest(CallResult why) {
    return mayStillBegin()
        ? Deciding.beforeTheCallEnded(tools, record, forcing.underWay())
        : decideFrom(why);
  }

  private Behavior<Command> decideFrom(@Nullable CallResult ended) {
    if (resumes && !jobSeen && ended != null && !ended.done()) {
      return Deciding.notResumed(tools, record, ended, forcing.underWay());
    }
    return new Deciding(tools, record, ended, forcing.underWay());
  }
}
