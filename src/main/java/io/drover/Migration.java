package io.drover;

import io.drover.model.InstanceId;
import io.drover.model.MigrationId;
import io.drover.model.MigrationView;
import java.util.concurrent.CompletionStage;

/**
 * A live migration that was accepted and goes on by itself.
 *
 * @param id its identity
 * @param instance what moves
 * @param ended completes with its terminal status; its hook may still be running. Fails with a
 *     {@link java.util.NoSuchElementException} if this is the answer to a key of so long ago that
 *     the migration is forgotten
 */
public record Migration(
    MigrationId id, InstanceId instance, CompletionStage<MigrationView> ended) {}
