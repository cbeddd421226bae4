package io.drover.scenario;

import io.drover.model.InstanceId;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is really on a host, asked past the orchestrator.
 *
 * @param guests the guests that are present, running or not
 * @param running those whose processors may run now: running, or paused and resumable here
 * @param vifs how many VIFs are plugged
 */
public record HostTruth(SortedSet<InstanceId> guests, SortedSet<InstanceId> running, int vifs) {

  /** A host with nothing on it. */
  public static final HostTruth EMPTY = new HostTruth(new TreeSet<>(), new TreeSet<>(), 0);

  /** Copies the sets. */
  public HostTruth {
    guests = sorted(guests);
    running = sorted(running);
  }

  private static SortedSet<InstanceId> sorted(Set<InstanceId> ids) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(ids));
  }
}
