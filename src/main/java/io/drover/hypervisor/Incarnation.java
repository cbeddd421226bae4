package io.drover.hypervisor;

import java.time.Instant;

/**
 * Tells one start of a guest from the next: a reboot is over when the incarnation is another.
 *
 * @param domainId the hypervisor's running number of the guest on its host
 * @param startedAt when this incarnation was started on this host, as far as the host knows
 */
public record Incarnation(long domainId, Instant startedAt) {}
