package io.drover.host;

import io.drover.hypervisor.Compatibility;
import io.drover.hypervisor.HostFacts;
import io.drover.hypervisor.HypervisorEvent;
import io.drover.hypervisor.JobInfo;
import io.drover.model.Flavor;
import io.drover.model.HostOrder;
import io.drover.model.HostState;
import io.drover.model.InstanceId;
import io.drover.model.Refusal;
import io.drover.runtime.DroverClock;
import io.drover.runtime.Feed;
import io.drover.store.JournalAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.stream.SharedKillSwitch;
import org.jspecify.annotations.Nullable;

/**
 * One host: whether it can be worked with, what is claimed of it, and every call to it. Nobody else
 * calls its hypervisor, its VIF plugger or its volume connector.
 *
 * <p>Every call has a deadline (a migration's is enforced by the migration), a place in a bounded
 * budget, and one of three results. Questions about guests that arrive together are asked as one.
 * When too many calls do not return, or the connection is lost, the host is unreachable until a
 * probe brings it back; meanwhile everything is answered at once.
 *
 * <p>Spawned by the guardian; tells by itself what it sees to the reference it was given. Its
 * ledger is not durable: after a start the instances claim again what is theirs. What operators say
 * of it is, and it is not connected to before that was read.
 */
public final class HostActor extends AbstractBehavior<HostActor.Command> {

  /** What a host can be asked. */
  public sealed interface Command {}

  /** Would this instance fit, and can the host be worked with? Claims nothing. */
  public record Check(
      InstanceId instance, Flavor size, boolean localDisk, ActorRef<HostCheck> replyTo)
      implements Command {}

  /**
   * The answer to {@link Check}: the host's state, why it is short of something, or empty, and what
   * operators say of it.
   */
  public record HostCheck(
      String host, HostState state, boolean sharedStorage, String shortage, HostMarks marks) {}

  /** Write a claim. */
  public record Claim(LedgerEntry entry, ActorRef<Claimed> replyTo) implements Command {}

  /** The answer to {@link Claim}: why it does not fit, or empty. */
  public record Claimed(String host, String shortage) {
    /** Whether the claim stands. */
    public boolean ok() {
      return shortage.isEmpty();
    }
  }

  /** Write the claims of guests that are placed here already, whether or not they fit. */
  public record Reclaim(List<LedgerEntry> entries) implements Command {
    /** Copies the list. */
    public Reclaim {
      entries = List.copyOf(entries);
    }
  }

  /** Whether something new may come here: not before what is unfinished here is known again. */
  public enum Admission implements Command {
    /** From now on each {@link Check} waits. */
    HOLD,
    /** They are answered again. */
    ADMIT
  }

  /** Remove a claim of this generation or an earlier one. */
  public record Release(InstanceId instance, long generation, ActorRef<Done> replyTo)
      implements Command {}

  /** Look at a guest. */
  public record Look(InstanceId instance, ActorRef<Sighting> replyTo) implements Command {}

  /** Cause an effect. */
  public record Perform(HostCall call, ActorRef<CallResult> replyTo) implements Command {}

  /** How far is the guest's migration job? */
  public record AskJob(InstanceId instance, ActorRef<JobAnswer> replyTo) implements Command {}

  /**
   * The answer to {@link AskJob}.
   *
   * @param job how far it is; empty when there is none or nobody knows
   * @param departing whether a call that moves the guest has not returned, or waits for its turn:
   *     it may begin a job yet
   * @param result whether the host could be asked
   */
  public record JobAnswer(Optional<JobInfo> job, boolean departing, CallResult result) {}

  /** What is this host? */
  public record AskFacts(ActorRef<FactsAnswer> replyTo) implements Command {}

  /** The answer to {@link AskFacts}: null when the host cannot be worked with. */
  public record FactsAnswer(String host, @Nullable HostFacts facts) {}

  /** Could a guest of a host with these facts run here? */
  public record Compare(HostFacts source, ActorRef<Comparison> replyTo) implements Command {}

  /** The answer to {@link Compare}: how peers reach this host, or why the guest cannot come. */
  public record Comparison(String host, CallResult result, String peerAddress, String refusal) {}

  /** Describe yourself. */
  public record Describe(ActorRef<Summary> replyTo) implements Command {}

  /** The answer to {@link Describe}; {@code why}: why it is not up, or empty. */
  public record Summary(
      String name,
      HostState state,
      String why,
      HostMarks marks,
      Flavor capacity,
      Flavor claimed,
      List<InstanceId> claims) {}

  /** An operator says this of it, with a reason where there is one. */
  public record Order(HostOrder order, String reason, ActorRef<OrderAnswer> replyTo)
      implements Command {}

  /**
   * The answer to {@link Order}.
   *
   * @param refusal why it is refused, or null
   * @param unknown whether nobody can tell whether it was recorded
   * @param why the same as a sentence; empty when it is followed
   */
  public record OrderAnswer(@Nullable Refusal refusal, boolean unknown, String why) {
    /** It is recorded and followed. */
    public static final OrderAnswer DONE = new OrderAnswer(null, false, "");

    static OrderAnswer refused(Refusal refusal, String why) {
      return new OrderAnswer(refusal, false, why);
    }

    static OrderAnswer unknown(String why) {
      return new OrderAnswer(null, true, why);
    }
  }

  /** Reply once the first attempt to connect has ended, however it did. */
  public record WhenSettled(ActorRef<Done> replyTo) implements Command {}

  // Internal.

  /** What operators say of it is known: it was read, or {@code written}. */
  record MarksKnown(HostMarks marks, boolean written) implements Command {}

  /** A call returned; what was called before a restart comes from calls that are not ours. */
  record Returned(HostCalls from, long number, @Nullable Object value, @Nullable Throwable failure)
      implements Command {}

  record DeadlinePassed(long number) implements Command {}

  record Heard(SharedKillSwitch from, HypervisorEvent event) implements Command {}

  record EventsEnded(SharedKillSwitch from) implements Command {}

  enum Tick implements Command {
    ASK_NOW,
    HEARTBEAT,
    PROBE,
    SYNC,
    SCAN_DISKS
  }

  private final HostSpec spec;
  private final HostSettings settings;
  private final HostPorts ports;
  private final HostCalls calls;
  private final HostConnection connection;
  private final HostLooks looks;
  private final Departures departures;
  private final LateAttachments late;
  private final HostOrders orders;
  private final DiskScans disks;
  private final List<Command> untilSettled = new ArrayList<>();
  private final HostClaims claims;
  private Admission admission = Admission.ADMIT;

  /**
   * A host's behaviour.
   *
   * @param spec the host and its ports
   * @param settings limits and deadlines
   * @param journal how it remembers what operators say of it
   * @param reports is told what the host shows by itself
   * @param feed is told what people may want to watch
   */
  public static Behavior<Command> create(
      HostSpec spec,
      HostSettings settings,
      JournalAccess journal,
      ActorRef<HostReport> reports,
      Feed feed) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new HostActor(context, timers, spec, settings, journal, reports, feed)));
  }

  private HostActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      HostSpec spec,
      HostSettings settings,
      JournalAccess journal,
      ActorRef<HostReport> reports,
      Feed feed) {
    super(context);
    context.setLoggerName(HostActor.class);
    this.spec = spec;
    this.settings = settings;
    this.ports = new HostPorts(spec, settings);
    this.claims = new HostClaims(spec.name(), spec.capacity());
    DroverClock clock = DroverClock.get(context.getSystem());
    this.calls = new HostCalls(spec, settings, context, timers);
    this.connection =
        new HostConnection(context, timers, spec, settings, calls, reports, feed, this::onSettled);
    this.looks = new HostLooks(spec, settings, calls, connection, timers, clock, reports);
    this.departures = new Departures(ports, calls);
    this.late = new LateAttachments(ports, calls, connection, context.getLog(), clock, claims::has);
    this.disks = new DiskScans(spec, settings, calls, connection, context.getLog(), clock, feed);
    this.orders =
        new HostOrders(
            spec.name(),
            connection,
            clock,
            context.spawn(HostJournal.create(spec.name(), journal, context.getSelf()), "journal"));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Check.class, this::onCheck)
        .onMessage(Claim.class, this::onClaim)
        .onMessage(Reclaim.class, claim -> done(() -> claims.record(claim.entries())))
        .onMessage(Admission.class, this::onAdmission)
        .onMessage(Release.class, this::onRelease)
        .onMessage(Look.class, this::onLook)
        .onMessage(Perform.class, this::onPerform)
        .onMessage(AskJob.class, this::onAskJob)
        .onMessage(AskFacts.class, this::onAskFacts)
        .onMessage(Compare.class, this::onCompare)
        .onMessage(Describe.class, this::onDescribe)
        .onMessage(WhenSettled.class, this::onWhenSettled)
        .onMessage(Order.class, order -> done(() -> orders.take(order)))
        .onMessage(MarksKnown.class, known -> done(() -> orders.onKnown(known)))
        .onMessage(Returned.class, this::onReturned)
        .onMessage(DeadlinePassed.class, this::onDeadlinePassed)
        .onMessage(Heard.class, heard -> done(() -> connection.onHeard(heard)))
        .onMessage(EventsEnded.class, ended -> done(() -> connection.onEventsEnded(ended)))
        .onMessageEquals(Tick.ASK_NOW, () -> done(looks::askNow))
        .onMessageEquals(Tick.HEARTBEAT, () -> done(connection::onHeartbeat))
        .onMessageEquals(Tick.PROBE, () -> done(connection::connect))
        .onMessageEquals(Tick.SYNC, this::onSync)
        .onMessageEquals(Tick.SCAN_DISKS, () -> done(disks::scan))
        .onSignal(PreRestart.class, signal -> onRestart())
        .onSignal(PostStop.class, signal -> onStop())
        .build();
  }

  private Behavior<Command> done(Runnable something) {
    something.run();
    return this;
  }

  // What is claimed.

  private Behavior<Command> onAdmission(Admission next) {
    admission = next;
    if (connection.state() != HostState.CONNECTING) {
      askAgain();
    }
    return this;
  }

  private Behavior<Command> onCheck(Check check) {
    if (admission == Admission.HOLD || connection.state() == HostState.CONNECTING) {
      untilSettled.add(check);
      return this;
    }
    check
        .replyTo()
        .tell(
            new HostCheck(
                spec.name(),
                connection.state(),
                spec.sharedStorage(),
                shortage(check),
                orders.marks()));
    return this;
  }

  private String shortage(Check check) {
    String shortage = claims.shortage(check.instance(), check.size());
    return shortage.isEmpty()
        ? disks.shortage(check.localDisk() ? check.size().diskBytes() : 0)
        : shortage;
  }

  private Behavior<Command> onClaim(Claim claim) {
    claim.replyTo().tell(claims.claim(claim));
    return this;
  }

  private Behavior<Command> onRelease(Release release) {
    claims.release(release.instance(), release.generation());
    late.detach(release.instance());
    release.replyTo().tell(Done.getInstance());
    return this;
  }

  private Behavior<Command> onDescribe(Describe describe) {
    describe
        .replyTo()
        .tell(
            new Summary(
                spec.name(),
                connection.state(),
                connection.why(),
                orders.marks(),
                spec.capacity(),
                claims.claimed(),
                claims.instances()));
    return this;
  }

  // Questions.

  private Behavior<Command> onLook(Look look) {
    if (connection.state() == HostState.CONNECTING) {
      untilSettled.add(look);
    } else {
      looks.ask(look);
    }
    return this;
  }

  private Behavior<Command> onAskJob(AskJob ask) {
    submit(
        settings.infoTimeout(),
        () -> spec.hypervisor().jobInfo(ask.instance()),
        (value, result) -> {
          Optional<JobInfo> job =
              value instanceof Optional<?> answer
                  ? answer.filter(JobInfo.class::isInstance).map(JobInfo.class::cast)
                  : Optional.empty();
          boolean going = departures.has(ask.instance());
          ask.replyTo().tell(new JobAnswer(job, going, result));
        });
    return this;
  }

  private Behavior<Command> onAskFacts(AskFacts ask) {
    ask.replyTo().tell(new FactsAnswer(spec.name(), connection.up() ? connection.facts() : null));
    return this;
  }

  private Behavior<Command> onCompare(Compare compare) {
    submit(
        settings.infoTimeout(),
        () -> spec.hypervisor().compare(compare.source()),
        (value, result) -> {
          String refusal = value instanceof Compatibility answer ? answer.explanation() : "";
          HostFacts facts = connection.facts();
          String address = facts == null ? "" : facts.peerAddress();
          compare.replyTo().tell(new Comparison(spec.name(), result, address, refusal));
        });
    return this;
  }

  // Calls.

  private Behavior<Command> onPerform(Perform perform) {
    HostCall call = perform.call();
    CallBudget.Answer answer = late.answer(perform);
    if (!connection.up()) {
      answer.accept(null, connection.notAsked());
    } else if (call instanceof HostCall.Migrate migrate) {
      departures.depart(migrate, answer);
    } else if (call instanceof HostCall.AbortJob abort && departures.takeBack(abort.instance())) {
      answer.accept(null, CallResult.DONE);
    } else {
      calls.submit(
          HostCalls.Kind.CONTROL,
          HostPorts.lane(call),
          ports.timeout(call),
          () -> ports.perform(call),
          answer);
    }
    return this;
  }

  private void submit(
      Duration timeout, Supplier<? extends CompletionStage<?>> start, CallBudget.Answer answer) {
    if (connection.up()) {
      calls.submit(HostCalls.Kind.CONTROL, timeout, start, answer);
    } else {
      answer.accept(null, connection.notAsked());
    }
  }

  private Behavior<Command> onReturned(Returned returned) {
    if (returned.from() == calls) {
      connection.onCallEnded(returned.number(), calls.returned(returned));
      calls.startWhatFits();
    }
    return this;
  }

  private Behavior<Command> onDeadlinePassed(DeadlinePassed passed) {
    calls.deadlinePassed(passed);
    connection.onDeadlinePassed();
    calls.startWhatFits();
    return this;
  }

  // The connection.

  private void onSettled() {
    askAgain();
    orders.next();
  }

  private void askAgain() {
    List<Command> waiting = List.copyOf(untilSettled);
    untilSettled.clear();
    waiting.forEach(message -> getContext().getSelf().tell(message));
  }

  private Behavior<Command> onWhenSettled(WhenSettled when) {
    if (connection.state() == HostState.CONNECTING) {
      untilSettled.add(when);
    } else {
      when.replyTo().tell(Done.getInstance());
    }
    return this;
  }

  private Behavior<Command> onSync() {
    late.tryAgain();
    looks.askAll(claims::instances);
    return this;
  }

  /** Who waits for an answer gets one; what can be asked of the next incarnation is. */
  private Behavior<Command> onRestart() {
    untilSettled.forEach(getContext().getSelf()::tell);
    answerAll();
    return this;
  }

  private void answerAll() {
    looks.close();
    calls.close();
    orders.close();
    connection.close();
  }

  private Behavior<Command> onStop() {
    answerAll();
    try {
      spec.hypervisor().close();
    } catch (RuntimeException e) {
      // A driver's; the actor ends all the same.
      getContext().getLog().warn("the connection to {} could not be closed: {}", spec.name(), e);
    }
    return this;
  }
}
