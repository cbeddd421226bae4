package io.drover.instance;

import io.drover.model.InstanceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The instances whose actors read their journal for the first time, and the questions that wait for
 * that: before it is known whether a journal can be read, nobody is sent to its actor. Used by the
 * registry's actor in its thread.
 */
final class Reading {
  private final Set<InstanceId> underWay = new HashSet<>();
  private final List<Question> questions = new ArrayList<>();

  private record Question(Set<InstanceId> awaited, Runnable answer) {}

  /** The actor of this instance was started. */
  void begins(InstanceId id) {
    underWay.add(id);
  }

  /** It has read its journal, cannot, or is not there any more. */
  void ends(InstanceId id) {
    if (underWay.remove(id)) {
      questions.forEach(question -> question.awaited().remove(id));
      List<Question> due = questions.stream().filter(one -> one.awaited().isEmpty()).toList();
      questions.removeAll(due);
      due.forEach(question -> question.answer().run());
    }
  }

  /** Runs this as soon as none of these reads any more, at once if none does. */
  void afterwards(Collection<InstanceId> ids, Runnable answer) {
    Set<InstanceId> awaited = new HashSet<>(underWay);
    awaited.retainAll(ids);
    if (awaited.isEmpty()) {
      answer.run();
    } else {
      questions.add(new Question(awaited, answer));
    }
  }
}
