package io.drover.torture;

import io.drover.control.Answer;
import io.drover.control.Request;
import io.drover.model.Refusal;
import io.drover.runtime.RealTimeline;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes requests until they are answered, however often who should answer is gone meanwhile. For
 * one thread.
 */
final class Caller implements AutoCloseable {
  /** A Drover that is killed every few seconds has started dozens of times by then. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Duration PAUSE = Duration.ofMillis(30);

  private final Way way;
  private final RealTimeline timeline;
  private final Duration patience;
  private final CountDownLatch never = new CountDownLatch(1);
  private int answers;

  /** A caller who gives up when a request has no answer after so long. */
  Caller(Way way, RealTimeline timeline, Duration patience) {
    this.way = way;
    this.timeline = timeline;
    this.patience = patience;
  }

  /** A caller over a connection. */
  static Caller bySocket(Ground ground, RealTimeline timeline) {
    return new Caller(new Connection(ground.socket(), timeline), timeline, PATIENCE);
  }

  /** A caller who starts {@code drover ctl} for each request. */
  static Caller byCommand(String drover, Ground ground, RealTimeline timeline) {
    Way command = new CtlProcess(drover, ground.socket(), ground.log("ctl"), timeline);
    return new Caller(command, timeline, PATIENCE);
  }

  /** How many answers it has had. */
  int answers() {
    return answers;
  }

  /**
   * The answer to a request, which is repeated as it is, with its key, until there is one.
   *
   * @throws UnansweredException when there is none for too long
   */
  Answer ask(Request request) throws IOException, InterruptedException {
    Duration until = timeline.elapsed().plus(patience);
    Optional<Answer> answer = askOnce(request, patience);
    while (answer.isEmpty()) {
      pause(PAUSE);
      Duration left = until.minus(timeline.elapsed());
      if (left.isNegative() || left.isZero()) {
        throw new UnansweredException(
            "%s was not answered for %d s".formatted(request, patience.toSeconds()));
      }
      answer = askOnce(request, left);
    }
    return answer.get();
  }

  /**
   * The answer to a request; none when nobody is there, nobody answers for so long, or it is not
   * known what became of it.
   */
  Optional<Answer> askOnce(Request request, Duration longest)
      throws IOException, InterruptedException {
    Optional<Answer> answer = way.ask(request, longest).filter(known -> !unknown(known));
    answers += answer.isPresent() ? 1 : 0;
    return answer;
  }

  /** Lets some time pass. */
  void pause(Duration time) throws InterruptedException {
    if (never.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("nobody ends a pause");
    }
  }

  private static boolean unknown(Answer answer) {
    return answer instanceof Answer.Failed
        || (answer instanceof Answer.Refused refused && refused.reason() == Refusal.UNAVAILABLE);
  }

  @Override
  public void close() {
    way.close();
  }
}
