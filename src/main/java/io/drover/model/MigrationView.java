package io.drover.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A live migration as it is recorded.
 *
 * @param id its identity
 * @param instance what moves
 * @param source where from
 * @param destination where to
 * @param status how far it is
 * @param reason why it did not complete, or null
 * @param plugAttempts how often plugging the VIFs at the destination was tried
 * @param hook which hook the outcome chose, or null while there is none
 * @param hookState what became of that hook
 * @param leftovers what could not be undone, a sentence each
 * @param unresolved why its outcome cannot be told at present, or null
 * @param unresolvedSince since when it cannot be told, or null
 * @param acceptedAt when it was accepted
 */
public record MigrationView(
    MigrationId id,
    InstanceId instance,
    String source,
    String destination,
    MigrationStatus status,
    @Nullable Reason reason,
    int plugAttempts,
    @Nullable HookKind hook,
    HookState hookState,
    List<String> leftovers,
    @Nullable String unresolved,
    @Nullable Instant unresolvedSince,
    Instant acceptedAt) {

  /** Copies the list. */
  public MigrationView {
    leftovers = List.copyOf(leftovers);
  }
}
