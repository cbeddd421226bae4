package io.drover.network;

import io.drover.model.InstanceId;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A virtual network interface.
 *
 * @param instance whose it is
 * @param index its place among the instance's interfaces, from 0
 */
public record Vif(InstanceId instance, int index) {

  /** The interfaces of an instance that has {@code count} of them. */
  public static List<Vif> of(InstanceId instance, int count) {
    return IntStream.range(0, count).mapToObj(i -> new Vif(instance, i)).toList();
  }
}
