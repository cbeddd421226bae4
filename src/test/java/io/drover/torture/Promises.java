package io.drover.torture;

import io.drover.control.Answer;
import io.drover.control.Request;
import io.drover.model.InstanceId;
import java.util.ArrayList;
import java.util.List;

/** What was acknowledged, and what was wrong with answers. Thread-safe. */
final class Promises {

  /** A request that Drover has taken; about an instance. */
  record Promise(Request request, Answer answer) {

    /** Which instance: who asks about one that is there gives its id. */
    InstanceId instance() {
      return answer instanceof Answer.Accepted accepted
          ? accepted.instance()
          : new InstanceId(request.arguments().subject());
    }
  }

  private final List<Promise> kept = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();

  synchronized void answered(Request request, Answer answer) {
    if (answer instanceof Answer.Accepted || answer instanceof Answer.Done) {
      kept.add(new Promise(request, answer));
    }
  }

  /** Compares the answer to a request that was made again with its first one. */
  synchronized void repeated(Promise promise, Answer again) {
    if (!promise.answer().equals(again)) {
      broken.add(
          "%s was answered with %s, and when it was repeated with %s"
              .formatted(promise.request(), promise.answer(), again));
    }
  }

  synchronized void broken(String sentence) {
    broken.add(sentence);
  }

  /** All of them, in the order in which they were answered. */
  synchronized List<Promise> all() {
    return List.copyOf(kept);
  }

  synchronized List<String> broken() {
    return List.copyOf(broken);
  }
}
