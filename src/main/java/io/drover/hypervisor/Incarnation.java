package io.drover.hypervisor;

import java.time.Instant;

/**
 * Tells one start of a guest from the next: a guest that was created or restored is another
 * incarnation, one that was only paused or reset is the same. To be compared with what the same
 * host said before; what a guest is after a move tells nothing.
 *
 * @param domainId the hypervisor's running number of the guest on its host
 * @param startedAt when this incarnation was started on this host, as far as the host knows
 */
public record Incarnation(long domainId, Instant startedAt) {}
