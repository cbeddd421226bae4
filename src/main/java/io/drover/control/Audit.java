package io.drover.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.model.OneLine;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who asked for what and what the answer was. A request that would change something is a line
 * before it is put to Drover, with all its arguments as the client sent them, and another one with
 * the answer, both with a number that they share; so nothing happens without a line, whenever the
 * process dies. A question is one line, at debug level. The user is the one that the system says
 * the client runs as.
 */
final class Audit {
  private static final Logger LOG = LoggerFactory.getLogger("io.drover.audit");
  private static final ObjectMapper JSON = ControlJson.mapper();
  private static final AtomicLong ORDERS = new AtomicLong();

  private final String user;
  private final Request request;
  private final long order;

  private Audit(String user, Request request, long order) {
    this.user = user;
    this.request = request;
    this.order = order;
  }

  /** A request has been taken, and nothing has come of it yet. */
  static Audit taken(String user, Request request) {
    if (!request.verb().changes()) {
      return new Audit(user, request, 0);
    }
    long order = ORDERS.incrementAndGet();
    LOG.info(
        "order {}: {} asks to {} {}{}",
        order,
        user,
        request.verb().label(),
        arguments(request),
        request.key() == null ? "" : ", key " + json(request.key()));
    return new Audit(user, request, order);
  }

  /** It has this answer. */
  void answered(Answer answer) {
    if (order == 0) {
      LOG.debug("{} asked to {}: {}", user, what(request), word(answer));
    } else {
      LOG.info("order {}: {}, asked for by {}: {}", order, what(request), user, word(answer));
    }
  }

  static void malformed(String user, String sentence) {
    LOG.info("{} sent what is no request: {}", user, OneLine.of(sentence));
  }

  private static String what(Request request) {
    return request.verb().label() + " " + OneLine.of(request.arguments().subject());
  }

  private static String arguments(Request request) {
    return OneLine.of(JSON.valueToTree(request.arguments()).toString());
  }

  private static String json(String text) {
    return OneLine.of(JSON.valueToTree(text).toString());
  }

  private static String word(Answer answer) {
    if (answer instanceof Answer.Accepted accepted) {
      return "accepted, instance %s%s"
          .formatted(
              accepted.instance(),
              accepted.migration() == null ? "" : ", migration " + accepted.migration());
    } else if (answer instanceof Answer.Refused refused) {
      return "refused, %s: %s".formatted(refused.reason().label(), OneLine.of(refused.sentence()));
    } else if (answer instanceof Answer.Failed failed) {
      return "not answered: " + OneLine.of(failed.sentence());
    }
    return answer instanceof Answer.Done ? "done" : "answered";
  }
}
