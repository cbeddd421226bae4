package io.drover.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done to an instance; Nova's instance action.
 *
 * @param what what it was, in the words of the requests
 * @param beganAt when it was accepted
 * @param endedAt when it was over; null until then
 * @param fault why it failed, or null
 */
public record Action(
    String what, Instant beganAt, @Nullable Instant endedAt, @Nullable Reason fault) {

  /** It is over, with this fault or none. */
  public Action ended(Instant at, @Nullable Reason why) {
    return new Action(what, beganAt, at, why);
  }
}
