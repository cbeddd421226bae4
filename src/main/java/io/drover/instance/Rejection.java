package io.drover.instance;

import io.drover.host.Hosts;
import io.drover.model.Refusal;

/**
 * A request that was refused; nothing happened.
 *
 * @param reason why
 * @param sentence why, for people, with the way out
 */
public record Rejection(Refusal reason, String sentence) {

  static Rejection deleted(String instance) {
    return new Rejection(Refusal.NOT_FOUND, "instance " + instance + " is deleted");
  }

  static Rejection unknownHost(String host, Hosts hosts) {
    return new Rejection(
        Refusal.NOT_FOUND,
        "there is no host '%s'; there are %s"
            .formatted(host, String.join(", ", hosts.byName().keySet())));
  }
}
