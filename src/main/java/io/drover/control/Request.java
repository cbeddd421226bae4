package io.drover.control;

import org.jspecify.annotations.Nullable;

/**
 * What a client asks for.
 *
 * @param id chosen by the client; every answer to this request carries it
 * @param key makes a repeated request have the first one's answer; null: it is a new one each time
 * @param waits whether a further answer is wanted when the operation has ended
 */
public record Request(
    String id, Verb verb, @Nullable String key, boolean waits, Arguments arguments) {

  /**
   * Refuses a wait for what has no end, and a key for a word on a host, with an {@link
   * IllegalArgumentException}.
   */
  public Request {
    if (key != null && !verb.takesKey()) {
      throw new IllegalArgumentException(
          "%s takes no key: it is the same however often it is said".formatted(verb.label()));
    }
    if (waits && !verb.hasEnd()) {
      throw new IllegalArgumentException(
          "there is no end of %s to wait for".formatted(verb.label()));
    }
  }

  /** Without a key, and nothing is waited for. */
  public static Request of(String id, Verb verb, Arguments arguments) {
    return new Request(id, verb, null, false, arguments);
  }
}
