package io.drover.instance;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.store.StoredEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The journal of the registry: which instances there are, and which of them have work to do. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RegistryEvent.Registered.class, name = "registered"),
  @JsonSubTypes.Type(value = RegistryEvent.Opened.class, name = "opened"),
  @JsonSubTypes.Type(value = RegistryEvent.Rested.class, name = "rested"),
  @JsonSubTypes.Type(value = RegistryEvent.PurgeBegan.class, name = "purge-began"),
  @JsonSubTypes.Type(value = RegistryEvent.Forgotten.class, name = "forgotten")
})
public sealed interface RegistryEvent extends StoredEvent {

  /** Which instance. */
  InstanceId id();

  /** An id was given to an instance that is about to be booted on this host, perhaps by a key. */
  record Registered(InstanceId id, InstanceSpec spec, String host, @Nullable String key)
      implements RegistryEvent {}

  /** The instance is about to begin something, or to go on with more, that touches these hosts. */
  record Opened(InstanceId id, List<String> hosts) implements RegistryEvent {
    /** Copies the list. */
    public Opened {
      hosts = List.copyOf(hosts);
    }
  }

  /** The instance has nothing left to do. */
  record Rested(InstanceId id, Resting as) implements RegistryEvent {}

  /**
   * The instance was deleted long ago, and its record is deleted now: what is left of that cannot
   * be read any more.
   */
  record PurgeBegan(InstanceId id) implements RegistryEvent {}

  /** There is no such instance: its boot was refused, or it was deleted long ago and purged. */
  record Forgotten(InstanceId id) implements RegistryEvent {}
}
