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
 * Which migrations hold slots and which wait, in the order in which they were accepted. Immutable;
 * {@link #grant} is the whole rule: first come, first served, but nobody waits behind somebody who
 * waits for another host. Whether a request can be granted is read from counts kept for each host.
 */
public final class Slots {
  private final SlotLimits limits;
  private final Map<MigrationId, SlotRequest> held;
  private final Map<MigrationId, SlotRequest> queue;
  private final SlotCounts taken;

  private Slots(
      SlotLimits limits,
      Map<MigrationId, SlotRequest> held,
      Map<MigrationId, SlotRequest> queue,
      SlotCounts taken) {
    this.limits = limits;
    this.held = Collections.unmodifiableMap(held);
    this.queue = Collections.unmodifiableMap(queue);
    this.taken = taken;
  }

  /** Nobody holds, nobody waits. */
  public static Slots free(SlotLimits limits) {
    return new Slots(limits, new LinkedHashMap<>(), new LinkedHashMap<>(), new SlotCounts());
  }

  /**
   * With this request behind all that were accepted before it or with it: at the end of the queue,
   * unless it waited before a restart. One that is known already stays where it is.
   */
  public Slots enqueue(SlotRequest request) {
    if (holds(request.migration()) || queue.containsKey(request.migration())) {
      return this;
    }
    List<SlotRequest> inOrder = new ArrayList<>(queue.values());
    int place = inOrder.size();
    while (place > 0 && inOrder.get(place - 1).acceptedAt().isAfter(request.acceptedAt())) {
      place--;
    }
    inOrder.add(place, request);
    Map<MigrationId, SlotRequest> longer = new LinkedHashMap<>();
    inOrder.forEach(each -> longer.put(each.migration(), each));
    return new Slots(limits, held, longer, taken);
  }

  /** With slots for a migration that is under way already, whatever the limits say. */
  public Slots readmit(SlotRequest request) {
    Map<MigrationId, SlotRequest> shorter = new LinkedHashMap<>(queue);
    shorter.remove(request.migration());
    Map<MigrationId, SlotRequest> more = new LinkedHashMap<>(held);
    SlotCounts counts = taken.copy();
    SlotRequest before = more.put(request.migration(), request);
    if (before != null) {
      counts.remove(before);
    }
    counts.add(request);
    return new Slots(limits, more, shorter, counts);
  }

  /** Without this migration, whether it held or waited. */
  public Slots release(MigrationId migration) {
    if (queue.containsKey(migration)) {
      Map<MigrationId, SlotRequest> shorter = new LinkedHashMap<>(queue);
      shorter.remove(migration);
      return new Slots(limits, held, shorter, taken);
    } else if (!holds(migration)) {
      return this;
    }
    Map<MigrationId, SlotRequest> fewer = new LinkedHashMap<>(held);
    SlotCounts counts = taken.copy();
    SlotRequest before = fewer.remove(migration);
    if (before != null) {
      counts.remove(before);
    }
    return new Slots(limits, fewer, queue, counts);
  }

  /** Grants whatever can be granted. */
  public Granting grant() {
    List<SlotRequest> granted = new ArrayList<>();
    SlotCounts counts = taken.copy();
    for (SlotRequest request : queue.values()) {
      if (counts.obstacle(request, limits) == null) {
        counts.add(request);
        granted.add(request);
      }
    }
    if (granted.isEmpty()) {
      return new Granting(this, granted);
    }
    Map<MigrationId, SlotRequest> more = new LinkedHashMap<>(held);
    Map<MigrationId, SlotRequest> shorter = new LinkedHashMap<>(queue);
    for (SlotRequest request : granted) {
      shorter.remove(request.migration());
      more.put(request.migration(), request);
    }
    return new Granting(new Slots(limits, more, shorter, counts), granted);
  }

  /** Why this request cannot be granted now; empty when it can. */
  public Optional<SlotObstacle> obstacle(SlotRequest request) {
    return Optional.ofNullable(taken.obstacle(request, limits));
  }

  /** Whether this migration holds slots. */
  public boolean holds(MigrationId migration) {
    return held.containsKey(migration);
  }

  /** How many migrations hold a slot to leave this host. */
  public int out(String host) {
    return taken.out(host);
  }

  /** How many migrations hold a slot to enter this host. */
  public int in(String host) {
    return taken.in(host);
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
