package io.drover.admission;

import io.drover.model.InstanceId;
import io.drover.model.MigrationId;
import java.time.Instant;

/**
 * The slots that one migration needs: one to leave, one to enter, one of the fleet's.
 *
 * @param migration whose slots
 * @param instance what moves
 * @param source the host it leaves
 * @param destination the host it enters
 * @param acceptedAt when the migration was accepted, which is its place in the queue
 */
public record SlotRequest(
    MigrationId migration,
    InstanceId instance,
    String source,
    String destination,
    Instant acceptedAt) {}
