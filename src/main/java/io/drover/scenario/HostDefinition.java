package io.drover.scenario;

import io.drover.model.Flavor;

/**
 * A host of a scenario.
 *
 * @param name its name
 * @param capacity what it has
 * @param bandwidth what its link carries, in bytes per second
 * @param sharedStorage whether it reaches the storage that hosts share
 * @param line where in its file, from 1; 0 when it is not from a file
 */
public record HostDefinition(
    String name, Flavor capacity, long bandwidth, boolean sharedStorage, int line) {}
