package io.drover.host;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.drover.store.StoredEvent;
import java.time.Instant;

/** The journal of a host: what operators said of it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes(@JsonSubTypes.Type(value = HostEvent.Marked.class, name = "marked"))
public sealed interface HostEvent extends StoredEvent {

  /** From now on this is said of it, and nothing else. */
  record Marked(HostMarks marks, Instant at) implements HostEvent {}
}
