package io.drover.host;

import io.drover.model.HostState;
import io.drover.model.Refusal;
import io.drover.runtime.DroverClock;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Takes operators' words on a host, one at a time: judged by {@link HostDecision}, journaled,
 * followed, answered. The host is not connected to before its journal was read. Used by the host's
 * actor alone, in its thread.
 *
 * <p>A write that was reported as failed is tried once more; then a further write of what was said
 * before makes sure that it is not stored late, and the word is refused.
 */
final class HostOrders {
  private final String host;
  private final HostConnection connection;
  private final DroverClock clock;
  private final ActorRef<HostEvent.Marked> journal;
  private final Deque<HostActor.Order> waiting = new ArrayDeque<>();
  private HostMarks marks = HostMarks.NONE;
  private boolean read;
  private @Nullable Write open;

  /**
   * A write that is under way.
   *
   * @param order what it records; null when it takes another one back
   * @param refused what it takes back
   */
  private record Write(
      HostMarks marks,
      HostActor.@Nullable Order order,
      HostActor.@Nullable Order refused,
      boolean again) {}

  HostOrders(
      String host,
      HostConnection connection,
      DroverClock clock,
      ActorRef<HostEvent.Marked> journal) {
    this.host = host;
    this.connection = connection;
    this.clock = clock;
    this.journal = journal;
  }

  /** What is said of the host. */
  HostMarks marks() {
    return marks;
  }

  /** An operator says something. */
  void take(HostActor.Order order) {
    waiting.add(order);
    next();
  }

  /** Goes on with what waits, if the host's state is known. */
  void next() {
    while (open == null && connection.state() != HostState.CONNECTING && !waiting.isEmpty()) {
      decide(waiting.remove());
    }
  }

  private void decide(HostActor.Order order) {
    HostDecision decision =
        HostDecision.of(host, connection.state(), marks, order.order(), order.reason());
    if (decision.refusal() != null || decision.marks().equals(marks)) {
      order.replyTo().tell(new HostActor.OrderAnswer(decision.refusal(), false, decision.why()));
      return;
    }
    if (decision.marks().fences() && !marks.fences()) {
      connection.hold();
    }
    write(new Write(decision.marks(), order, null, false));
  }

  private void write(Write write) {
    open = write;
    journal.tell(new HostEvent.Marked(write.marks(), clock.now()));
  }

  /** The journal was read, or written. */
  void onKnown(HostActor.MarksKnown known) {
    Write current = open;
    if (!read) {
      read = true;
      marks = known.marks();
      connection.begin(marks);
    } else if (current == null) {
      return;
    } else if (known.marks().equals(current.marks())
        && (known.written() || current.order() != null)) {
      done(current);
    } else if (current.order() == null || !current.again()) {
      write(new Write(current.marks(), current.order(), current.refused(), true));
    } else {
      connection.letGo();
      write(new Write(marks, null, current.order(), true));
    }
    next();
  }

  private void done(Write write) {
    open = null;
    HostMarks before = marks;
    marks = write.marks();
    connection.follow(before, marks);
    if (write.order() != null) {
      write.order().replyTo().tell(HostActor.OrderAnswer.DONE);
    } else if (write.refused() != null) {
      refuse(
          write.refused(),
          "the journal does not take what is said of host %s; try again".formatted(host));
    }
  }

  private static void refuse(HostActor.Order order, String why) {
    order.replyTo().tell(HostActor.OrderAnswer.refused(Refusal.UNAVAILABLE, why));
  }

  /** The actor ends or begins anew: who waits has an answer. */
  void close() {
    String why =
        "the actor of host %s ended meanwhile; look at it, and say it again".formatted(host);
    Write current = open;
    if (current != null) {
      HostActor.Order order = current.order() != null ? current.order() : current.refused();
      if (order != null) {
        order.replyTo().tell(HostActor.OrderAnswer.unknown(why));
      }
    }
    waiting.forEach(order -> refuse(order, why));
    waiting.clear();
  }
}
