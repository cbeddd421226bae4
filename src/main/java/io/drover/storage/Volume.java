package io.drover.storage;

import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import java.util.List;

/**
 * A volume on storage that hosts share.
 *
 * @param instance whose it is
 * @param index its place among the instance's volumes, from 0
 * @param sizeBytes its size
 */
public record Volume(InstanceId instance, int index, long sizeBytes) {

  /** The volumes of an instance: one for its disk, on hosts with shared storage; else none. */
  public static List<Volume> of(InstanceId id, InstanceSpec spec, boolean sharedStorage) {
    return sharedStorage && spec.flavor().diskBytes() > 0
        ? List.of(new Volume(id, 0, spec.flavor().diskBytes()))
        : List.of();
  }
}
