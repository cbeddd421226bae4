package io.drover.control;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What one client is still to be sent: answers, all of them, and the latest events of what it
 * watches. Bounded by the server, which reads no further request while many are unanswered, and by
 * dropping the oldest event. Thread-safe.
 */
final class Outbox {
  private final int mostEvents;
  private final Deque<Protocol.Reply> answers = new ArrayDeque<>();
  private final Deque<Answer.Event> events = new ArrayDeque<>();
  private @Nullable String watching;
  private boolean flowing;
  private long lost;

  /** Empty; of events it keeps the latest {@code mostEvents}. */
  Outbox(int mostEvents) {
    this.mostEvents = mostEvents;
  }

  synchronized void answer(Protocol.Reply reply) {
    answers.add(reply);
  }

  /** From now on events are kept, as further answers to this request. */
  synchronized void watch(String request) {
    watching = request;
  }

  /** The watch has its first answer, so that events may follow. */
  synchronized void flow() {
    flowing = watching != null;
  }

  /** There are no events for this request: it was not taken. */
  synchronized void unwatch(String request) {
    if (request.equals(watching)) {
      watching = null;
      flowing = false;
      events.clear();
      lost = 0;
    }
  }

  /** Keeps an event, if there is a watch. */
  synchronized void event(Answer.Event event) {
    if (watching == null) {
      return;
    }
    if (events.size() == mostEvents) {
      events.remove();
      lost++;
    }
    events.add(event);
  }

  synchronized boolean watched() {
    return watching != null;
  }

  synchronized boolean isEmpty() {
    return answers.isEmpty() && (events.isEmpty() || !flowing);
  }

  /** How many answers were not sent yet. */
  synchronized int answers() {
    return answers.size();
  }

  /** The next one to send; null: none for now. */
  synchronized Protocol.@Nullable Reply next() {
    if (!answers.isEmpty()) {
      return answers.remove();
    } else if (!flowing || watching == null) {
      return null;
    } else if (lost > 0) {
      Answer told = new Answer.Lost(lost);
      lost = 0;
      return new Protocol.Reply(watching, told);
    }
    Answer event = events.poll();
    return event == null ? null : new Protocol.Reply(watching, event);
  }
}
