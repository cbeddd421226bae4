package io.drover.host;

import io.drover.store.StoredEvent;
import java.time.Instant;

/** The journal of a host: what operators said of it. */
public sealed interface HostEvent extends StoredEvent {

  /** From now on this is said of it, and nothing else. */
  record Marked(HostMarks marks, Instant at) implements HostEvent {}
}
