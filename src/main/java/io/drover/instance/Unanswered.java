package io.drover.instance;

import io.drover.instance.InstanceActor.Accepted;
import io.drover.instance.InstanceActor.Answer;
import io.drover.instance.InstanceActor.Refused;
import io.drover.model.Refusal;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The request whose write is under way. Should the write fail, what the journal holds when it is
 * read again says whether it happened; either way the request has its answer.
 */
final class Unanswered {
  private @Nullable Request request;

  private record Request(InstanceState expected, ActorRef<Answer> replyTo) {}

  /** A write begins that, when it is done, leads to this state. */
  void await(InstanceState expected, ActorRef<Answer> replyTo) {
    request = new Request(expected, replyTo);
  }

  /** The write is done and the answer given. */
  void answered() {
    request = null;
  }

  /** The write failed, and this is what the journal holds. */
  void settle(InstanceState state) {
    Request waiting = request;
    request = null;
    if (waiting != null) {
      boolean written = state.equals(waiting.expected());
      waiting.replyTo().tell(written ? new Accepted(state.view()) : notWritten());
    }
  }

  /** The instance stops. */
  void giveUp() {
    Request waiting = request;
    request = null;
    if (waiting != null) {
      waiting.replyTo().tell(notWritten());
    }
  }

  private static Answer notWritten() {
    return new Refused(
        new Rejection(Refusal.UNAVAILABLE, "the journal did not take it; try again"));
  }
}
