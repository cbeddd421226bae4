package io.drover.scenario;

import io.drover.model.Labelled;
import java.util.Locale;

/** A call that a fault can strike. */
public enum FaultOperation implements Labelled {
  GUEST_INFO,
  CREATE,
  DESTROY,
  SHUTDOWN,
  RESET,
  PAUSE,
  RESUME,
  MIGRATE,
  JOB_INFO,
  ABORT,
  SET_DOWNTIME,
  POST_COPY,
  DISK_INFO,
  PLUG_VIF,
  UNPLUG_VIF,
  CONNECT_VOLUME,
  DISCONNECT_VOLUME,
  JOURNAL_WRITE,
  POST_HOOK,
  RECOVER_HOOK,
  /** Whichever call comes. */
  ANY;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
