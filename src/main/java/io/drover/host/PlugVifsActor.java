package io.drover.host;

import io.drover.model.InstanceId;
import io.drover.model.Notice;
import io.drover.network.Vif;
import io.drover.runtime.DroverClock;
import io.drover.runtime.Feed;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Plugs the VIFs of one instance on one host, with as many attempts as it takes and is allowed:
 * Nova's retry loop around {@code plug_vifs}, on timers. Only a process that failed is tried again;
 * each failure but the last is one WARN line; the last one surfaces. There is always one attempt.
 *
 * <p>Spawned for one plugging by an instance or its migration; stops when it has replied for the
 * last time. Cancelled, it waits for the attempt under way, so that whatever comes next on the host
 * comes after it.
 */
public final class PlugVifsActor extends AbstractBehavior<PlugVifsActor.Command> {

  /** What it can be told. */
  public sealed interface Command {}

  /** Make no further attempt; replies {@link Ended} when none is under way. */
  public enum Cancel implements Command {
    INSTANCE
  }

  /** What it replies. */
  public sealed interface Reply {}

  /** An attempt failed, the last one or not. */
  public record AttemptFailed(int attempt) implements Reply {}

  /** It is over: done, or the last failure, or cancelled. */
  public record Ended(CallResult result, boolean cancelled) implements Reply {}

  /**
   * What is to be plugged.
   *
   * @param host the host's name
   * @param instance whose VIFs
   * @param vifs all of them
   * @param attempts how many attempts are allowed
   * @param interval the pause between two attempts
   * @param failedBefore how many attempts failed already, before a restart
   * @param replyTimeout how long to wait for the host's actor, whose own deadlines are shorter, so
   *     that only one that lost the question is ever given up
   */
  public record Order(
      String host,
      InstanceId instance,
      List<Vif> vifs,
      int attempts,
      Duration interval,
      int failedBefore,
      Duration replyTimeout) {

    /** Copies the list; less than one attempt is one. */
    public Order {
      vifs = List.copyOf(vifs);
      attempts = Math.max(1, attempts);
    }
  }

  private record AttemptEnded(CallResult result) implements Command {}

  private enum TryAgain implements Command {
    INSTANCE
  }

  private enum NoReply implements Command {
    INSTANCE
  }

  private final Order order;
  private final ActorRef<HostActor.Command> host;
  private final Feed feed;
  private final ActorRef<Reply> replyTo;
  private final TimerScheduler<Command> timers;
  private final ActorRef<CallResult> results;
  private int attempt;
  private boolean underWay;
  private boolean cancelled;

  /** The behaviour for one order. */
  public static Behavior<Command> create(
      Order order, ActorRef<HostActor.Command> host, Feed feed, ActorRef<Reply> replyTo) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new PlugVifsActor(context, timers, order, host, feed, replyTo)));
  }

  private PlugVifsActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Order order,
      ActorRef<HostActor.Command> host,
      Feed feed,
      ActorRef<Reply> replyTo) {
    super(context);
    this.order = order;
    this.host = host;
    this.feed = feed;
    this.replyTo = replyTo;
    this.timers = timers;
    this.results = context.messageAdapter(CallResult.class, AttemptEnded::new);
    this.attempt = Math.min(order.failedBefore(), order.attempts() - 1);
    tryOnce();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(AttemptEnded.class, this::onAttemptEnded)
        .onMessageEquals(TryAgain.INSTANCE, this::onTryAgain)
        .onMessageEquals(NoReply.INSTANCE, this::onNoReply)
        .onMessageEquals(Cancel.INSTANCE, this::onCancel)
        .build();
  }

  private void tryOnce() {
    attempt++;
    underWay = true;
    HostCall.PlugVifs call = new HostCall.PlugVifs(order.instance(), order.vifs());
    host.tell(new HostActor.Perform(call, results));
    timers.startSingleTimer(NoReply.INSTANCE, order.replyTimeout());
  }

  private Behavior<Command> onAttemptEnded(AttemptEnded ended) {
    return ended(ended.result());
  }

  private Behavior<Command> onNoReply() {
    return ended(
        CallResult.unknown(
            CallResult.Failure.TIMEOUT, "the actor of " + order.host() + " gave no reply"));
  }

  private Behavior<Command> ended(CallResult result) {
    underWay = false;
    timers.cancel(NoReply.INSTANCE);
    if (result.done()) {
      return end(result);
    }
    replyTo.tell(new AttemptFailed(attempt));
    feed.publish(
        new Notice.VifPlugFailed(
            DroverClock.get(getContext().getSystem()).now(),
            order.instance(),
            order.host(),
            attempt,
            order.attempts(),
            result.message()));
    boolean worthwhile = result.failure() == CallResult.Failure.PROCESS;
    if (cancelled || !worthwhile || attempt >= order.attempts()) {
      return end(result);
    }
    getContext()
        .getLog()
        .warn(
            "instance {}: plugging its VIFs on {} failed in attempt {} of {}: {}",
            order.instance(),
            order.host(),
            attempt,
            order.attempts(),
            result.message());
    timers.startSingleTimer(TryAgain.INSTANCE, order.interval());
    return this;
  }

  private Behavior<Command> onTryAgain() {
    tryOnce();
    return this;
  }

  private Behavior<Command> onCancel() {
    cancelled = true;
    timers.cancel(TryAgain.INSTANCE);
    return underWay
        ? this
        : end(CallResult.notDone(CallResult.Failure.PROCESS, "plugging was cancelled"));
  }

  private Behavior<Command> end(CallResult result) {
    replyTo.tell(new Ended(result, cancelled));
    return Behaviors.stopped();
  }
}
