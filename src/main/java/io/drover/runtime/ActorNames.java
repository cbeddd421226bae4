package io.drover.runtime;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names for actors that stand for things whose names people choose. */
public final class ActorNames {

  private ActorNames() {}

  /** The same name for the same text, another for another; most names stay as they are. */
  public static String of(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
