package io.drover.hypervisor.simulated;

import io.drover.model.Labelled;
import java.util.Locale;

/** What can be struck by a fault, under the names that scenarios use. */
public enum Call implements Labelled {
  /** Every one of the others but the upkeep of the connection: connect, ping, compare. */
  ANY,
  CONNECT,
  PING,
  COMPARE,
  /** A look at guests, or the list of them. */
  GUEST_INFO,
  CREATE,
  DESTROY,
  SHUTDOWN,
  RESET,
  PAUSE,
  RESUME,
  SAVE,
  RESTORE,
  /** Its host is the source. */
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
  /** Made by nobody here: asked for by whoever writes the journal. */
  JOURNAL_WRITE,
  /** Made by nobody here: asked for by whoever calls the hook. */
  POST_HOOK,
  /** Made by nobody here: asked for by whoever calls the hook. */
  RECOVER_HOOK;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether a fault on this operation is a fault on {@code made} too. */
  boolean covers(Call made) {
    boolean upkeep = made == CONNECT || made == PING || made == COMPARE;
    return this == made || (this == ANY && !upkeep);
  }

  /** Whether the call runs a command on the host, which can run and fail. */
  boolean runsCommand() {
    return this == PLUG_VIF || this == UNPLUG_VIF;
  }
}
