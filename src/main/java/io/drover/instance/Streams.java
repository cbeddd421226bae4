package io.drover.instance;

import io.drover.model.InstanceId;
import java.util.Optional;
import org.apache.pekko.persistence.typed.PersistenceId;

/** The streams that Drover writes in its journal. */
public final class Streams {
  private static final String INSTANCE = "drover-instance";

  /** The stream of the registry. */
  static final PersistenceId INDEX = PersistenceId.ofUniqueId("drover-instances");

  private Streams() {}

  /** The stream of an instance. */
  public static PersistenceId of(InstanceId id) {
    return PersistenceId.of(INSTANCE, id.value());
  }

  /** The instance whose stream has this persistence id; empty for the registry's. */
  public static Optional<InstanceId> instance(String persistenceId) {
    String prefix = INSTANCE + PersistenceId.DefaultSeparator();
    return persistenceId.startsWith(prefix)
        ? Optional.of(new InstanceId(persistenceId.substring(prefix.length())))
        : Optional.empty();
  }
}
