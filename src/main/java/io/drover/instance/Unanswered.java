package io.drover.instance;

import io.drover.instance.InstanceActor.Accepted;
import io.drover.instance.InstanceActor.Answer;
import io.drover.instance.InstanceActor.Asked;
import io.drover.instance.InstanceActor.Refused;
import io.drover.instance.InstanceActor.Unknown;
import io.drover.model.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The requests that an instance was given and has not answered; outlives every restart of its
 * actor, so that each one has its answer.
 *
 * <p>A write that was reported as failed may have happened, or may happen yet. What the journal
 * holds when it is read again tells the first; the second is over when a later write took the place
 * of the failed one in the stream. Only then is its request refused for certain.
 */
final class Unanswered {
  private static final Answer NOT_WRITTEN = unavailable("the journal did not take it; try again");
  private static final Answer NOBODY_KNOWS =
      new Unknown(
          "the journal fails, and whether it took it cannot be told yet; look at the instance"
              + " before you try again");

  private final List<Asked> open = new ArrayList<>();
  private @Nullable Write write;
  private boolean mayComeLate;

  /** The request whose write is under way; {@code expected}: what the write leads to. */
  private record Write(InstanceState expected, ActorRef<Answer> replyTo) {}

  /** A request arrived; false when as many as this wait already. */
  boolean take(Asked request, int most) {
    return open.size() < most && open.add(request);
  }

  /** Whether a request has no answer yet. */
  boolean awaits(Asked request) {
    return open.contains(request);
  }

  /** A request has its answer. */
  void answer(ActorRef<Answer> replyTo, Answer answer) {
    replyTo.tell(answer);
    for (Asked request : open) {
      if (request.replyTo().equals(replyTo)) {
        open.remove(request);
        return;
      }
    }
  }

  /** A write begins that, when it is done, leads to this state. */
  void await(InstanceState expected, ActorRef<Answer> replyTo) {
    write = new Write(expected, replyTo);
  }

  /** The write is done. */
  void written(InstanceState state) {
    end(new Accepted(state.view()));
  }

  /**
   * The write failed, and this is what the journal holds.
   *
   * @return whether a further write is needed, so that this one cannot be stored late
   */
  boolean settle(InstanceState state) {
    Write failed = write;
    if (failed != null && state.equals(failed.expected())) {
      written(state);
      mayComeLate = false;
    } else if (failed != null && mayComeLate) {
      end(NOBODY_KNOWS);
    } else if (failed != null) {
      mayComeLate = true;
    }
    return mayComeLate;
  }

  /** The journal took a later write, or said that it never takes this one. */
  void notWritten() {
    mayComeLate = false;
    end(NOT_WRITTEN);
  }

  /** Those that nobody remembers any more because the actor lost what it had set aside. */
  List<Asked> forgotten() {
    notWritten();
    List<Asked> all = List.copyOf(open);
    open.clear();
    return all;
  }

  /** The journal cannot be read; what was asked for meanwhile is not done when it can be again. */
  void unreadable(String why) {
    if (write != null) {
      mayComeLate = true;
      end(NOBODY_KNOWS);
    }
    List<Asked> all = List.copyOf(open);
    open.clear();
    Answer answer = unavailable("the journal of the instance cannot be read: " + why);
    all.forEach(request -> request.replyTo().tell(answer));
  }

  /** The instance stops. */
  void giveUp() {
    forgotten().forEach(request -> request.replyTo().tell(NOT_WRITTEN));
  }

  private void end(Answer answer) {
    Write ended = write;
    write = null;
    if (ended != null) {
      answer(ended.replyTo(), answer);
    }
  }

  private static Answer unavailable(String why) {
    return new Refused(new Rejection(Refusal.UNAVAILABLE, why));
  }
}
