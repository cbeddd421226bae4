package io.drover.admission;

import io.drover.model.MigrationId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which migrations hold slots and which wait, in order of arrival. Immutable; {@link #grant} is the
 * whole rule: first come, first served, but nobody waits behind somebody who waits for another
 * host.
 */
public final class Slots {
  private final SlotLimits limits;
  private final Map<MigrationId, SlotRequest> held;
  private final Map<MigrationId, SlotRequest> queue;

  private Slots(
      SlotLimits limits, Map<MigrationId, SlotRequest> held, Map<MigrationId, SlotRequest> queue) {
    this.limits = limits;
    this.held = Collections.unmodifiableMap(held);
    this.queue = Collections.unmodifiableMap(queue);
  }

  /** Nobody holds, nobody waits. */
  public static Slots free(SlotLimits limits) {
    return new Slots(limits, new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  /** With this request at the end of the queue; one that is known already stays where it is. */
  public Slots enqueue(SlotRequest request) {
    if (held.containsKey(request.migration()) || queue.containsKey(request.migration())) {
      return this;
    }
    Map<MigrationId, SlotRequest> longer = new LinkedHashMap<>(queue);
    longer.put(request.migration(), request);
    return new Slots(limits, held, longer);
  }

  /** With slots for a migration that is under way already, whatever the limits say. */
  public Slots readmit(SlotRequest request) {
    Map<MigrationId, SlotRequest> shorter = new LinkedHashMap<>(queue);
    shorter.remove(request.migration());
    Map<MigrationId, SlotRequest> more = new LinkedHashMap<>(held);
    more.put(request.migration(), request);
    return new Slots(limits, more, shorter);
  }

  /** Without this migration, whether it held or waited. */
  public Slots release(MigrationId migration) {
    Map<MigrationId, SlotRequest> fewer = new LinkedHashMap<>(held);
    fewer.remove(migration);
    Map<MigrationId, SlotRequest> shorter = new LinkedHashMap<>(queue);
    shorter.remove(migration);
    return new Slots(limits, fewer, shorter);
  }

  /** Grants whatever can be granted. */
  public Granting grant() {
    List<SlotRequest> granted = new ArrayList<>();
    Slots now = this;
    for (SlotRequest request : queue.values()) {
      if (now.obstacle(request).isEmpty()) {
        granted.add(request);
        now = now.readmit(request);
      }
    }
    return new Granting(now, granted);
  }

  /** Why this request cannot be granted now, as a sentence; empty when it can. */
  public Optional<String> obstacle(SlotRequest request) {
    if (exhausted(limits.outboundPerHost(), out(request.source()))) {
      return Optional.of(
          "%d of %d slots to leave %s are taken"
              .formatted(out(request.source()), limits.outboundPerHost(), request.source()));
    }
    if (exhausted(limits.inboundPerHost(), in(request.destination()))) {
      return Optional.of(
          "%d of %d slots to enter %s are taken"
              .formatted(
                  in(request.destination()), limits.inboundPerHost(), request.destination()));
    }
    if (exhausted(limits.fleet(), held.size())) {
      return Optional.of(
          "%d of %d slots of the fleet are taken".formatted(held.size(), limits.fleet()));
    }
    return Optional.empty();
  }

  private static boolean exhausted(int limit, int used) {
    return limit > 0 && used >= limit;
  }

  /** How many migrations hold a slot to leave this host. */
  public int out(String host) {
    return (int) held.values().stream().filter(r -> r.source().equals(host)).count();
  }

  /** How many migrations hold a slot to enter this host. */
  public int in(String host) {
    return (int) held.values().stream().filter(r -> r.destination().equals(host)).count();
  }

  /** Who waits, first come first. */
  public Collection<SlotRequest> waiting() {
    return queue.values();
  }

  /** Who holds slots. */
  public Collection<SlotRequest> holding() {
    return held.values();
  }

  /** What {@link #grant} decided: who may go now, and what is left. */
  public record Granting(Slots slots, List<SlotRequest> granted) {
    /** Copies the list. */
    public Granting {
      granted = List.copyOf(granted);
    }
  }
}
