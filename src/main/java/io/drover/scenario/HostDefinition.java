package io.drover.scenario;

import io.drover.model.Flavor;

/**
 * A host of a scenario.
 *
 * @param name its name
 * @param capacity what it has
 * @param bandwidth what its link carries, in bytes per second
 * @param sharedStorage whether it reaches the storage that hosts share
 */
public record HostDefinition(String name, Flavor capacity, long bandwidth, boolean sharedStorage) {}
