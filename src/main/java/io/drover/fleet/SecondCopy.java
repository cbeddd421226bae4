package io.drover.fleet;

import io.drover.hypervisor.GuestState;
import io.drover.model.InstanceId;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A moment at which a guest could run more than once.
 *
 * @param at when
 * @param id which guest
 * @param copies what it was on each host where it was
 */
public record SecondCopy(Instant at, InstanceId id, SortedMap<String, GuestState> copies) {

  /** Copies the map. */
  public SecondCopy {
    copies = Collections.unmodifiableSortedMap(new TreeMap<>(copies));
  }
}
