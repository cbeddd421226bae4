package io.drover.hypervisor.simulated;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.JobInfo;
import io.drover.runtime.Timeline;
import java.time.Duration;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/** One live migration as the two hosts carry it: its ends, how far it is, and its next tick. */
final class Transfer {
  private final Guest source;
  private final Guest incoming;
  private final long cap;
  private final boolean postCopy;
  private final Reply<Done> reply;
  private final Duration startedAt;
  private final GuestState arrivesAs;
  private GuestState pausedFrom;
  private PreCopy copy;
  private long rate = Rate.UNLIMITED;
  private Duration reckonedTo;
  private boolean aborting;
  private boolean over;
  private int ticket;
  private Timeline.@Nullable Scheduled tick;

  /**
   * A transfer that begins.
   *
   * @param source the guest where it runs
   * @param incoming its copy at the destination
   * @param copy what has to be sent
   * @param cap the most bytes per second that it may use; 0: no limit
   * @param postCopy whether it may be switched to post-copy
   * @param reply who hears of its end
   * @param now monotonic time
   */
  Transfer(
      Guest source,
      Guest incoming,
      PreCopy copy,
      long cap,
      boolean postCopy,
      Reply<Done> reply,
      Duration now) {
    this(source, incoming, source.state(), copy, cap, postCopy, reply, now);
  }

  private Transfer(
      Guest source,
      Guest incoming,
      GuestState arrivesAs,
      PreCopy copy,
      long cap,
      boolean postCopy,
      Reply<Done> reply,
      Duration now) {
    this.source = source;
    this.incoming = incoming;
    this.copy = copy;
    this.cap = cap;
    this.postCopy = postCopy;
    this.reply = reply;
    this.startedAt = now;
    this.reckonedTo = now;
    this.arrivesAs = arrivesAs;
    this.pausedFrom = arrivesAs;
  }

  /** The rest of this one, which broke in post-copy. */
  Transfer resumed(long bandwidth, Reply<Done> resumer, Duration now) {
    return new Transfer(source, incoming, arrivesAs, copy, bandwidth, true, resumer, now);
  }

  Guest source() {
    return source;
  }

  Guest incoming() {
    return incoming;
  }

  /** Whether it is between these two. */
  boolean joins(HostPair hosts) {
    return hosts.joins(source.host().name(), incoming.host().name());
  }

  Reply<Done> reply() {
    return reply;
  }

  /** What the guest is at the destination: what it was when the transfer began. */
  GuestState arrivesAs() {
    return arrivesAs;
  }

  /** What the guest was before the switch-over paused it. */
  GuestState pausedFrom() {
    return pausedFrom;
  }

  void rememberPausedFrom(GuestState state) {
    pausedFrom = state;
  }

  PreCopy copy() {
    return copy;
  }

  void become(PreCopy next) {
    copy = next;
  }

  boolean in(PreCopy.Stage stage) {
    return copy.stage() == stage;
  }

  boolean postCopy() {
    return postCopy;
  }

  boolean aborting() {
    return aborting;
  }

  boolean over() {
    return over;
  }

  long rate() {
    return rate;
  }

  void setRate(long bytesPerSecond) {
    rate = bytesPerSecond;
  }

  /** What its links and its cap let it send each second. */
  long fairRate() {
    long links = Math.min(source.host().bandwidthEach(), incoming.host().bandwidthEach());
    return cap > 0 ? Math.min(links, cap) : links;
  }

  /** Brings the reckoning up to {@code now}, or to the end of the round when that came before. */
  void reckon(Duration now) {
    if (!aborting) {
      Duration spent = spent(now);
      copy = copy.after(spent, rate);
      reckonedTo = reckonedTo.plus(spent);
    }
  }

  /** From {@code now} until its round is sent; zero when that is past. */
  Duration untilSent(Duration now) {
    Duration wait = reckonedTo.plus(copy.untilSent(rate)).minus(now);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  JobInfo info(Duration now) {
    PreCopy present = aborting ? copy : copy.after(spent(now), rate);
    return present.info(rate, now.minus(startedAt));
  }

  /** Another tick instead of the one that waits; the ticket tells a tick whether it is the one. */
  int renewTicket() {
    stopTick();
    return ++ticket;
  }

  boolean holds(int shown) {
    return !over && ticket == shown;
  }

  void setTick(Timeline.Scheduled next) {
    tick = next;
  }

  /** Nothing more is sent. */
  void beginAbort() {
    renewTicket();
    aborting = true;
  }

  void end() {
    renewTicket();
    over = true;
  }

  private Duration spent(Duration now) {
    Duration passed = now.minus(reckonedTo);
    Duration left = copy.untilSent(rate);
    return passed.compareTo(left) < 0 ? passed : left;
  }

  private void stopTick() {
    if (tick != null) {
      tick.cancel();
    }
  }
}
