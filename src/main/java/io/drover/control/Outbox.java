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
  private final Deque<String> answers = new ArrayDeque<>();
  private final Deque<String> events = new ArrayDeque<>();
  private @Nullable String watching;
  private boolean flowing;
  private long lost;

  /** Empty; of events it keeps the latest {@code mostEvents}. */
  Outbox(int mostEvents) {
    this.mostEvents = mostEvents;
  }

  synchronized void answer(String line) {
    answers.add(line);
  }

  /** From now on events are kept, as further answers to this request. */
  synchronized void watch(String request) {
    watching = request;
  }

  /** The watch has its first answer, so that events may follow. */
  synchronized void flow() {
    flowing = watching != null;
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
    events.add(Protocol.line(watching, event));
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

  /** The next line to send; null: none for now. */
  synchronized @Nullable String next() {
    if (!answers.isEmpty()) {
      return answers.remove();
    } else if (!flowing) {
      return null;
    } else if (lost > 0 && watching != null) {
      String line = Protocol.line(watching, new Answer.Lost(lost));
      lost = 0;
      return line;
    }
    return events.poll();
  }
}
