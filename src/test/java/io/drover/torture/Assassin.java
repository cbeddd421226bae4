package io.drover.torture;

import io.drover.control.Arguments;
import io.drover.control.Request;
import io.drover.control.Verb;
import io.drover.runtime.RealTimeline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Starts Drover, and kills it at random moments. */
final class Assassin {
  /** It is up after this time or more, so a kill before it meets its start. */
  private static final int START_MILLIS = 1800;

  private static final int WORK_MILLIS = 1500;
  private static final Request ANYBODY = Request.of("anybody", Verb.HOSTS, new Arguments.None());
  private static final Duration OFTEN = Duration.ofMillis(20);

  /** For a transfer to kill it in. Clients ask for one every second or so. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

  private final Ground ground;
  private final String drover;
  private final Caller caller;
  private final RealTimeline timeline;
  private final RandomGenerator random;
  private int atWork;
  private int atStart;
  private int inTransfer;

  Assassin(Ground ground, String drover, RealTimeline timeline, RandomGenerator random) {
    this.ground = ground;
    this.drover = drover;
    this.caller = new Caller(new Connection(ground.socket(), timeline), timeline, LONGEST_SILENCE);
    this.timeline = timeline;
    this.random = random;
  }

  /**
   * How often it was killed.
   *
   * @param inTransfer how many of these kills met a transfer between two hosts
   */
  record Kills(int atWork, int atStart, int inTransfer) {

    int all() {
      return atWork + atStart;
    }
  }

  Kills kills() {
    return new Kills(atWork, atStart, inTransfer);
  }

  /**
   * Starts it and kills it: one time in five while it starts, else while it works, every other time
   * of these in a transfer.
   *
   * @param fleet the hosts that it works with
   * @throws IOException when it does not start, or ends by itself
   */
  void liveAndDie(Fleet fleet) throws IOException, InterruptedException {
    boolean starting = random.nextInt(5) == 0;
    boolean moving = random.nextBoolean();
    Child serving = starting ? start() : live();
    if (moving && !starting) {
      awaitTransfer(fleet);
    }
    int millis = starting ? 100 + random.nextInt(START_MILLIS) : random.nextInt(WORK_MILLIS);
    if (serving.endsWithin(Duration.ofMillis(millis))) {
      throw endedByItself(serving);
    }
    serving.kill();
    atStart += starting ? 1 : 0;
    atWork += starting ? 0 : 1;
    inTransfer += fleet.transfers() ? 1 : 0;
  }

  /** Goes without when there is none for too long: it may be that none is taken. */
  private void awaitTransfer(Fleet fleet) throws IOException, InterruptedException {
    Duration until = timeline.elapsed().plus(LONGEST_WAIT);
    while (!fleet.transfers() && timeline.elapsed().compareTo(until) < 0) {
      caller.pause(OFTEN);
    }
  }

  /**
   * Starts it, and waits until it answers.
   *
   * @throws IOException when it does not
   */
  Child live() throws IOException, InterruptedException {
    Child serving = start();
    Duration until = timeline.elapsed().plus(LONGEST_SILENCE);
    while (caller.askOnce(ANYBODY, LONGEST_SILENCE).isEmpty()) {
      if (serving.endsWithin(OFTEN)) {
        throw endedByItself(serving);
      } else if (timeline.elapsed().compareTo(until) > 0) {
        throw new IOException(
            "drover serve does not answer for " + LONGEST_SILENCE.toSeconds() + " s");
      }
    }
    return serving;
  }

  private IOException endedByItself(Child serving) {
    return new IOException(
        "drover serve ended by itself with %d; see %s"
            .formatted(serving.status(), ground.log("serve")));
  }

  private Child start() throws IOException {
    return Child.start(
        List.of(drover, "serve", "--config", ground.config().toString()),
        Child.LEAN,
        ground.log("serve"));
  }
}
