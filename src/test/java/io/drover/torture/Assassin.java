package io.drover.torture;

import io.drover.control.Arguments;
import io.drover.control.Request;
import io.drover.control.Verb;
import io.drover.runtime.RealTimeline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Starts Drover, and kills it at random moments. */
final class Assassin {
  /** It is up after this time or more, so a kill before it meets its start. */
  private static final int START_MILLIS = 1800;

  private static final int WORK_MILLIS = 1500;
  private static final Request ANYBODY = Request.of("anybody", Verb.HOSTS, new Arguments.None());
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

  /** It lives for seconds, so the quick compiler is best for it. */
  private static final Map<String, String> LEAN =
      Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -Xmx512m");

  private final Ground ground;
  private final String drover;
  private final Caller caller;
  private final RealTimeline timeline;
  private final RandomGenerator random;
  private int atWork;
  private int atStart;

  Assassin(Ground ground, String drover, RealTimeline timeline, RandomGenerator random) {
    this.ground = ground;
    this.drover = drover;
    this.caller = new Caller(ground.socket());
    this.timeline = timeline;
    this.random = random;
  }

  /** How often it was killed. */
  record Kills(int atWork, int atStart) {}

  Kills kills() {
    return new Kills(atWork, atStart);
  }

  /**
   * Starts it and kills it: one time in five while it starts, else while it works.
   *
   * @throws IOException when it does not start, or ends by itself
   */
  void liveAndDie() throws IOException, InterruptedException {
    Child serving;
    int millis;
    if (random.nextInt(5) == 0) {
      serving = start();
      millis = 100 + random.nextInt(START_MILLIS);
      atStart++;
    } else {
      serving = live();
      millis = random.nextInt(WORK_MILLIS);
      atWork++;
    }
    if (serving.endsWithin(Duration.ofMillis(millis))) {
      throw endedByItself(serving);
    }
    serving.kill();
  }

  /**
   * Starts it, and waits until it answers.
   *
   * @throws IOException when it does not
   */
  Child live() throws IOException, InterruptedException {
    Child serving = start();
    Duration until = timeline.elapsed().plus(LONGEST_SILENCE);
    while (caller.askOnce(ANYBODY).isEmpty()) {
      if (serving.endsWithin(Duration.ofMillis(20))) {
        throw endedByItself(serving);
      } else if (timeline.elapsed().compareTo(until) > 0) {
        throw new IOException("drover serve does not answer for " + LONGEST_SILENCE);
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
        LEAN,
        ground.log("serve"));
  }
}
