package io.drover.host;

import io.drover.model.Flavor;
import io.drover.model.InstanceId;

/**
 * A claim on a host.
 *
 * @param instance whose claim
 * @param generation which placement of the instance it belongs to; a later one replaces it, and a
 *     release for an earlier one does not touch it
 * @param size what is claimed
 */
public record LedgerEntry(InstanceId instance, long generation, Flavor size) {}
