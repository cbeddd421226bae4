package io.drover.control;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who asked for what and what the answer was: a line for each request that would change something,
 * as the user that the system says the client runs as. Questions are told at debug level.
 */
final class Audit {
  private static final Logger LOG = LoggerFactory.getLogger("io.drover.audit");

  private Audit() {}

  static void answered(String user, Request request, Answer answer) {
    if (!request.verb().changes()) {
      LOG.debug("{} asked to {} {}: {}", user, verb(request), subject(request), word(answer));
    } else if (request.key() == null) {
      LOG.info("{} asked to {} {}: {}", user, verb(request), subject(request), word(answer));
    } else {
      LOG.info(
          "{} asked to {} {} with key {}: {}",
          user,
          verb(request),
          subject(request),
          plain(request.key()),
          word(answer));
    }
  }

  static void malformed(String user, String sentence) {
    LOG.info("{} sent what is no request: {}", user, plain(sentence));
  }

  private static String verb(Request request) {
    return request.verb().label();
  }

  private static String subject(Request request) {
    return plain(request.arguments().subject());
  }

  private static String word(Answer answer) {
    if (answer instanceof Answer.Accepted accepted) {
      return "accepted, instance %s%s"
          .formatted(
              accepted.instance(),
              accepted.migration() == null ? "" : ", migration " + accepted.migration());
    } else if (answer instanceof Answer.Refused refused) {
      return "refused, %s: %s".formatted(refused.reason().label(), plain(refused.sentence()));
    } else if (answer instanceof Answer.Failed failed) {
      return "not answered: " + plain(failed.sentence());
    }
    return "accepted";
  }

  /** On one line, whatever a client has sent: it must not be able to write lines of its own. */
  private static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
