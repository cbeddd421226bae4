package io.drover.testkit;

import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import org.jspecify.annotations.Nullable;

/**
 * A request to Drover, as the checkers have to know it.
 *
 * @param verb what is asked for, such as {@code live-migrate}
 * @param instance for which instance
 * @param effect what must be recorded when it is accepted
 * @param spec of a boot: what is booted
 */
public record Asked(String verb, InstanceId instance, Effect effect, @Nullable InstanceSpec spec) {

  /** What an accepted request leaves in the records. */
  public enum Effect {
    /** The instance. */
    CREATES,
    /** That the instance is deleted, in the end. */
    DELETES,
    /** A migration. */
    MIGRATES,
    /** Something. */
    CHANGES,
    /** Something, unless it is so already. */
    MAY_CHANGE
  }

  /** A boot under this identity. */
  public static Asked boot(InstanceId id, InstanceSpec spec) {
    return new Asked("boot", id, Effect.CREATES, spec);
  }

  /** A deletion. */
  public static Asked delete(InstanceId id) {
    return new Asked("delete", id, Effect.DELETES, null);
  }

  /** A live migration. */
  public static Asked liveMigrate(InstanceId id) {
    return new Asked("live-migrate", id, Effect.MIGRATES, null);
  }

  /** Any other operation, such as {@code reboot}. */
  public static Asked operation(String verb, InstanceId id) {
    return new Asked(verb, id, Effect.CHANGES, null);
  }

  /** A request that is accepted a second time without effect, such as {@code abort-migration}. */
  public static Asked repeatable(String verb, InstanceId id) {
    return new Asked(verb, id, Effect.MAY_CHANGE, null);
  }
}
