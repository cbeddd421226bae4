package io.drover.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.host.HostCall;
import io.drover.host.HostMarks;
import io.drover.host.LedgerEntry;
import io.drover.host.Sighting;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HostFacts;
import io.drover.hypervisor.Incarnation;
import io.drover.hypervisor.JobInfo;
import io.drover.model.HostState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** The actor of a host, played by a test: what it is told, and what it replies. */
public final class ProbedHost {
  public static final Incarnation FIRST = new Incarnation(1, Instant.EPOCH);
  public static final Incarnation SECOND = new Incarnation(2, Instant.EPOCH.plusSeconds(60));
  public static final CallResult PROCESS_FAILED =
      CallResult.unknown(CallResult.Failure.PROCESS, "the command failed");
  public static final CallResult TIMED_OUT =
      CallResult.unknown(CallResult.Failure.TIMEOUT, "no answer in time");

  private final String name;
  private final TestProbe<HostActor.Command> probe;
  private final ActorTestKit testKit;

  public ProbedHost(ActorTestKit testKit, String name) {
    this.testKit = testKit;
    this.name = name;
    this.probe = testKit.createTestProbe(HostActor.Command.class);
  }

  public String name() {
    return name;
  }

  public ActorRef<HostActor.Command> ref() {
    return probe.ref();
  }

  /** The next thing it is told. */
  public HostActor.Command next() {
    HostActor.Command next = probe.receiveMessage();
    return next instanceof HostActor.WhenSettled ? next() : next;
  }

  private <T extends HostActor.Command> T next(Class<T> type) {
    HostActor.Command next = next();
    assertThat(next).isInstanceOf(type);
    return type.cast(next);
  }

  /** The next thing it was told; call this when whoever would tell it has done its work. */
  public Optional<HostActor.Command> nextIfAny() {
    HostActor.Command end = new HostActor.WhenSettled(testKit.system().ignoreRef());
    probe.ref().tell(end);
    HostActor.Command next = probe.receiveMessage();
    while (next instanceof HostActor.WhenSettled && next != end) {
      next = probe.receiveMessage();
    }
    return next == end ? Optional.empty() : Optional.of(next);
  }

  /** What it is told next, if that is within this much real time. */
  public Optional<HostActor.Command> nextWithin(Duration time) {
    try {
      return Optional.of(probe.receiveMessage(time));
    } catch (AssertionError none) {
      return Optional.empty();
    }
  }

  /** It was told nothing; call this when whoever would tell it has done its work. */
  public void isLeftAlone() {
    assertThat(nextIfAny()).isEmpty();
  }

  // Requests.

  /** Is asked whether it could take this much, and has these answers. */
  public HostActor.Check isChecked(HostState state, String shortage) {
    return isChecked(state, true, shortage);
  }

  public HostActor.Check isChecked(HostState state, boolean sharedStorage, String shortage) {
    return isChecked(state, sharedStorage, shortage, HostMarks.NONE);
  }

  private HostActor.Check isChecked(
      HostState state, boolean sharedStorage, String shortage, HostMarks marks) {
    HostActor.Check check = isCheckedButSilent();
    check.replyTo().tell(new HostActor.HostCheck(name, state, sharedStorage, shortage, marks));
    return check;
  }

  /** Is asked whether it could take this much, and does not answer yet. */
  public HostActor.Check isCheckedButSilent() {
    return next(HostActor.Check.class);
  }

  /** Was asked before, is up, and has room. */
  public void agrees(HostActor.Check before) {
    before.replyTo().tell(new HostActor.HostCheck(name, HostState.UP, true, "", HostMarks.NONE));
  }

  /** Is asked, and operators say this of it. */
  public void isCheckedAs(HostState state, HostMarks marks) {
    isChecked(state, true, "", marks);
  }

  /** Is asked, is up, and has room. */
  public void agrees() {
    isChecked(HostState.UP, "");
  }

  // Looks.

  /** Is asked about the guest, and does not answer yet. */
  public HostActor.Look isAsked() {
    return next(HostActor.Look.class);
  }

  /** Is asked about the guest, and sees this. */
  public void sees(GuestState state) {
    answers(isAsked(), state, state == GuestState.ABSENT ? null : FIRST);
  }

  public void sees(GuestState state, Incarnation incarnation) {
    answers(isAsked(), state, incarnation);
  }

  /** Is asked about the guest, and sees that its migration job goes on. */
  public void seesJob(GuestState state) {
    HostActor.Look look = isAsked();
    look.replyTo()
        .tell(
            Sighting.of(
                name, new GuestEvidence(look.instance(), state, "", true, FIRST, Instant.EPOCH)));
  }

  public void answers(HostActor.Look look, GuestState state, @Nullable Incarnation incarnation) {
    look.replyTo()
        .tell(
            Sighting.of(
                name,
                new GuestEvidence(look.instance(), state, "", false, incarnation, Instant.EPOCH)));
  }

  /** Is asked about the guest, and cannot be reached. */
  public void seesNothing() {
    isAsked().replyTo().tell(Sighting.none(name, "no answer"));
  }

  /** Is asked about the guest, and is off. */
  public void isOff() {
    HostActor.Look look = isAsked();
    look.replyTo().tell(Sighting.hostDown(name, look.instance(), Instant.EPOCH));
  }

  /** Is asked about the guest, and is fenced. */
  public void isFenced() {
    HostActor.Look look = isAsked();
    look.replyTo().tell(Sighting.hostFenced(name, look.instance(), Instant.EPOCH, fenced()));
  }

  private String fenced() {
    return name + " is fenced: it burns";
  }

  /** Is asked for this effect, and is fenced. */
  public <T extends HostCall> T isFenced(Class<T> call) {
    return fails(call, CallResult.notDone(CallResult.Failure.FENCED, fenced()));
  }

  // Effects.

  /** Is asked for this effect, and does not answer yet. */
  public <T extends HostCall> Pending<T> isTold(Class<T> call) {
    HostActor.Perform perform = next(HostActor.Perform.class);
    return new Pending<>(call.cast(perform.call()), perform.replyTo());
  }

  /** Is asked for this effect, and does it. */
  public <T extends HostCall> T does(Class<T> call) {
    return fails(call, CallResult.DONE);
  }

  /** Does something again and again until it is asked for this effect, and does it. */
  public void eventually(Runnable again, Class<? extends HostCall> call) {
    Optional<HostActor.Command> next = Optional.empty();
    for (int tries = 0; tries < 100 && next.isEmpty(); tries++) {
      again.run();
      next = nextWithin(Duration.ofMillis(20));
    }
    assertThat(next).containsInstanceOf(HostActor.Perform.class);
    HostActor.Perform perform = (HostActor.Perform) next.orElseThrow();
    assertThat(perform.call()).isInstanceOf(call);
    perform.replyTo().tell(CallResult.DONE);
  }

  /** Is asked for this effect, and answers this. */
  public <T extends HostCall> T fails(Class<T> call, CallResult result) {
    Pending<T> pending = isTold(call);
    pending.replyTo().tell(result);
    return pending.call();
  }

  /** An effect that was asked for and not answered. */
  public record Pending<T extends HostCall>(T call, ActorRef<CallResult> replyTo) {}

  // Claims.

  /** Is asked for a claim, and has room. */
  public LedgerEntry isClaimed() {
    return isClaimed("");
  }

  public LedgerEntry isClaimed(String shortage) {
    HostActor.Claim claim = next(HostActor.Claim.class);
    claim.replyTo().tell(new HostActor.Claimed(name, shortage));
    return claim.entry();
  }

  /** Is told of the claim of a guest that is there already. */
  public LedgerEntry isReclaimed() {
    return next(HostActor.Reclaim.class).entries().get(0);
  }

  /** Is told to release a claim, and does. */
  public HostActor.Release isReleased() {
    HostActor.Release release = next(HostActor.Release.class);
    release.replyTo().tell(Done.getInstance());
    return release;
  }

  // Migrations.

  /** Is asked what it is. */
  public void tellsItsFacts() {
    next(HostActor.AskFacts.class)
        .replyTo()
        .tell(new HostActor.FactsAnswer(name, new HostFacts("sim", 1, "cpu", List.of(), name)));
  }

  public void tellsNoFacts() {
    next(HostActor.AskFacts.class).replyTo().tell(new HostActor.FactsAnswer(name, null));
  }

  /** Is asked whether the guest could come, and gives this reason why not; empty: it could. */
  public void compares(CallResult result, String refusal) {
    next(HostActor.Compare.class)
        .replyTo()
        .tell(new HostActor.Comparison(name, result, "peer-" + name, refusal));
  }

  /** Is asked how far the job is, and does not answer yet. */
  public HostActor.AskJob isAskedForJob() {
    return next(HostActor.AskJob.class);
  }

  /** Is asked how far the job is, and it has gone on for this long. */
  public void hasJob(Duration elapsed) {
    JobInfo job = new JobInfo(1, 4096, 1024, 512, 0, elapsed, Duration.ZERO);
    isAskedForJob()
        .replyTo()
        .tell(new HostActor.JobAnswer(Optional.of(job), true, CallResult.DONE));
  }

  /** Is asked how far the job is, and there is none. */
  public void hasNoJob() {
    answersForJob(false);
  }

  /** Is asked how far the job is, and there is none, but the call has not returned. */
  public void hasNoJobYet() {
    answersForJob(true);
  }

  private void answersForJob(boolean departing) {
    isAskedForJob()
        .replyTo()
        .tell(new HostActor.JobAnswer(Optional.empty(), departing, CallResult.DONE));
  }

  /** Is asked how far the job is, and cannot tell. */
  public void doesNotAnswerForJob() {
    isAskedForJob().replyTo().tell(new HostActor.JobAnswer(Optional.empty(), true, TIMED_OUT));
  }
}
