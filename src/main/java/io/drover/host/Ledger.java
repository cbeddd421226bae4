package io.drover.host;

import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is claimed of a host, by everything placed there, idle or moving. Writing a claim twice is
 * harmless. Immutable.
 */
public final class Ledger {
  private final Flavor capacity;
  private final SortedMap<InstanceId, LedgerEntry> entries;
  private final Flavor claimed;

  private Ledger(Flavor capacity, SortedMap<InstanceId, LedgerEntry> entries) {
    this.capacity = capacity;
    this.entries = Collections.unmodifiableSortedMap(entries);
    this.claimed =
        entries.values().stream().map(LedgerEntry::size).reduce(Flavor.NONE, Flavor::plus);
  }

  /** A ledger without claims. */
  public static Ledger empty(Flavor capacity) {
    return new Ledger(capacity, new TreeMap<>());
  }

  /**
   * Whether a claim of this size would fit; an instance's own earlier claim does not count. What
   * claims nothing fits on a host that holds too much, too.
   */
  public boolean fits(InstanceId instance, Flavor size) {
    if (size.equals(Flavor.NONE)) {
      return true;
    }
    Flavor others =
        entries.values().stream()
            .filter(entry -> !entry.instance().equals(instance))
            .map(LedgerEntry::size)
            .reduce(Flavor.NONE, Flavor::plus);
    return others.plus(size).fitsInto(capacity);
  }

  /** The ledger with this claim; empty when it does not fit. A claim made before always fits. */
  public Optional<Ledger> claim(LedgerEntry entry) {
    LedgerEntry present = entries.get(entry.instance());
    if (present != null && present.generation() > entry.generation()) {
      return Optional.of(this);
    }
    boolean known = present != null && present.size().equals(entry.size());
    return known || fits(entry.instance(), entry.size())
        ? Optional.of(with(entry))
        : Optional.empty();
  }

  /** The ledger with the claims of guests that are there already, whether or not they fit. */
  public Ledger record(Collection<LedgerEntry> claims) {
    SortedMap<InstanceId, LedgerEntry> more = new TreeMap<>(entries);
    for (LedgerEntry claim : claims) {
      more.merge(
          claim.instance(),
          claim,
          (present, next) -> present.generation() > next.generation() ? present : next);
    }
    return new Ledger(capacity, more);
  }

  /** The ledger without the instance's claim of this or an earlier generation. */
  public Ledger release(InstanceId instance, long generation) {
    LedgerEntry present = entries.get(instance);
    if (present == null || present.generation() > generation) {
      return this;
    }
    SortedMap<InstanceId, LedgerEntry> rest = new TreeMap<>(entries);
    rest.remove(instance);
    return new Ledger(capacity, rest);
  }

  private Ledger with(LedgerEntry entry) {
    SortedMap<InstanceId, LedgerEntry> more = new TreeMap<>(entries);
    more.put(entry.instance(), entry);
    return new Ledger(capacity, more);
  }

  /** What may be claimed in all. */
  public Flavor capacity() {
    return capacity;
  }

  /** What is claimed in all. */
  public Flavor claimed() {
    return claimed;
  }

  /** Whether anything is claimed for the instance. */
  public boolean has(InstanceId instance) {
    return entries.containsKey(instance);
  }

  /** The claims in ascending order of instance id. */
  public Collection<LedgerEntry> entries() {
    return entries.values();
  }

  /** Why a claim of this size does not fit, as a sentence. */
  public String shortage(String host, Flavor size) {
    return ("%s has %d of %d processors, %d of %d MiB memory and %d of %d GiB disk claimed;"
            + " %d processors, %d MiB and %d GiB are asked for")
        .formatted(
            host,
            claimed.vcpus(),
            capacity.vcpus(),
            claimed.memoryBytes() >> 20,
            capacity.memoryBytes() >> 20,
            claimed.diskBytes() >> 30,
            capacity.diskBytes() >> 30,
            size.vcpus(),
            size.memoryBytes() >> 20,
            size.diskBytes() >> 30);
  }
}
