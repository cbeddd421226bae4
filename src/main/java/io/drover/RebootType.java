package io.drover;

import io.drover.model.Labelled;
import java.util.Locale;

/** How a guest is rebooted. */
public enum RebootType implements Labelled {
  /** It is asked to shut down; a guest that does not is rebooted hard after a while. */
  SOFT,
  /** It is ended at once, and everything it needs on its host is made anew. */
  HARD;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
