package io.drover.scenario;

import io.drover.model.Labelled;
import java.util.Locale;

/** What can be asked of Drover for an instance. */
public enum Verb implements Labelled {
  BOOT,
  START,
  STOP,
  PAUSE,
  UNPAUSE,
  SUSPEND,
  RESUME,
  DELETE,
  REBOOT,
  LIVE_MIGRATE,
  ABORT_MIGRATION,
  FORCE_COMPLETE_MIGRATION,
  RESOLVE;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
