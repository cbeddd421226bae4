package io.drover.storage;

import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import java.util.List;

/**
 * A volume: a disk of an instance that is made usable on a host before its guest is created there.
 *
 * @param instance whose it is
 * @param index its place among the instance's volumes, from 0
 * @param sizeBytes its size
 * @param local whether it is the host's own, so that a block migration copies it; else it is on
 *     storage that hosts share
 */
public record Volume(InstanceId instance, int index, long sizeBytes, boolean local) {

  /** A volume on storage that hosts share. */
  public Volume(InstanceId instance, int index, long sizeBytes) {
    this(instance, index, sizeBytes, false);
  }

  /** The volumes of an instance: one for its disk, if it has one. */
  public static List<Volume> of(InstanceId id, InstanceSpec spec, boolean sharedStorage) {
    long size = spec.flavor().diskBytes();
    return size > 0 ? List.of(new Volume(id, 0, size, !sharedStorage)) : List.of();
  }
}
