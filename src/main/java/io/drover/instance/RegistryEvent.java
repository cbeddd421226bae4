package io.drover.instance;

import io.drover.model.InstanceId;
import io.drover.store.StoredEvent;

/** The journal of the registry: which instances there ever were. */
public sealed interface RegistryEvent extends StoredEvent {

  /** An id was given to an instance of this name. */
  record Registered(InstanceId id, String name) implements RegistryEvent {}
}
