package io.drover.hypervisor.simulated;

import io.drover.hypervisor.JobInfo;
import java.time.Duration;

/**
 * The arithmetic of one live migration. Round 1 sends all memory, after the disks if these are
 * copied too; meanwhile the guest dirties pages, and each next round sends what was dirtied during
 * the last. What is dirty is compared with the allowed downtime at the end of each round and when
 * the downtime is set: once it can be sent within it the guest is paused and the rest sent.
 *
 * @param memory bytes of memory of the guest
 * @param dirtyRate bytes that it dirties each second while it runs
 * @param maxDowntime the longest pause allowed
 * @param stage what is being done
 * @param iteration which round this is, from 1; the last pass counts as one
 * @param remaining bytes of this round that are still to be sent
 * @param dirtied bytes that were dirtied during this round, at most all memory
 */
record PreCopy(
    long memory,
    long dirtyRate,
    Duration maxDowntime,
    Stage stage,
    long iteration,
    long remaining,
    long dirtied) {

  /** What a migration does with the guest. */
  enum Stage {
    /** It runs at the source. */
    COPYING,
    /** It is paused, and the last pages are sent. */
    SWITCHING_OVER,
    /** Post-copy: it runs at the destination and pulls the pages that it lacks. */
    PULLING
  }

  /** A migration at its beginning. */
  static PreCopy start(long memory, long disk, long dirtyRate, Duration maxDowntime) {
    return new PreCopy(memory, dirtyRate, maxDowntime, Stage.COPYING, 1, memory + disk, 0);
  }

  /** Until this round is sent, at a constant rate. */
  Duration untilSent(long rate) {
    return Rate.timeFor(remaining, rate);
  }

  /** After some time in this round, at a constant rate; the round is not left. */
  PreCopy after(Duration time, long rate) {
    Duration untilSent = untilSent(rate);
    boolean sent = time.compareTo(untilSent) >= 0;
    Duration spent = sent ? untilSent : time;
    long left = sent ? 0 : Math.max(0, remaining - Rate.bytesIn(spent, rate));
    long dirtiedNow =
        stage == Stage.COPYING
            ? Math.min(memory, dirtied + Rate.bytesIn(spent, dirtyRate))
            : dirtied;
    return new PreCopy(memory, dirtyRate, maxDowntime, stage, iteration, left, dirtiedNow);
  }

  /** After a round that is sent: the next one, or the switch-over. */
  PreCopy nextRound(long rate) {
    return fits(rate) ? lastPass(Stage.SWITCHING_OVER) : round(Stage.COPYING, dirtied);
  }

  /** With another downtime, which may be long enough for the switch-over now. */
  PreCopy withMaxDowntime(Duration downtime, long rate) {
    PreCopy changed =
        new PreCopy(memory, dirtyRate, downtime, stage, iteration, remaining, dirtied);
    return stage == Stage.COPYING && changed.fits(rate)
        ? changed.lastPass(Stage.SWITCHING_OVER)
        : changed;
  }

  /** With a guest whose processors stand still. */
  PreCopy halted() {
    return new PreCopy(memory, 0, maxDowntime, stage, iteration, remaining, dirtied);
  }

  /** With the guest at the destination and the pages that it lacks at the source. */
  PreCopy toPostCopy() {
    return lastPass(Stage.PULLING);
  }

  /** Whether round 1 is still at the disks, which come before memory. */
  boolean copiesDisks() {
    return remaining > memory;
  }

  /** Whether everything is at the destination. */
  boolean complete() {
    return stage != Stage.COPYING && remaining == 0;
  }

  /** What the source host tells of its job. */
  JobInfo info(long rate, Duration elapsed) {
    return new JobInfo(
        iteration,
        memory,
        Math.min(memory, remaining),
        rate,
        dirtyRate,
        elapsed,
        stage == Stage.PULLING ? Duration.ZERO : Rate.timeFor(outstanding(), rate));
  }

  /** What the destination lacks: the rest of the round, and the pages dirtied since it began. */
  private long outstanding() {
    long disk = Math.max(0, remaining - memory);
    return disk + Math.min(memory, remaining - disk + dirtied);
  }

  private boolean fits(long rate) {
    return Rate.timeFor(outstanding(), rate).compareTo(maxDowntime) <= 0;
  }

  private PreCopy lastPass(Stage last) {
    return round(last, outstanding());
  }

  private PreCopy round(Stage next, long bytes) {
    return new PreCopy(memory, dirtyRate, maxDowntime, next, iteration + 1, bytes, 0);
  }
}
