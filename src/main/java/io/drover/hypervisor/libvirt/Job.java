package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.LibvirtError.check;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.drover.hypervisor.JobInfo;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;

/**
 * What libvirt says of a guest's job.
 *
 * @param phase whether there is one
 * @param numbers libvirt's statistics by name
 */
record Job(Phase phase, Map<String, Long> numbers) {

  /** Whether there is a job, and at which end. */
  enum Phase {
    /** No job. */
    NONE,
    /** A job under way, at its source. */
    ACTIVE,
    /** The receiving end of a migration, which keeps no statistics. */
    INCOMING
  }

  // libvirt's job types: a bounded and an unbounded job are under way, all others are not.
  private static final int BOUNDED = 1;
  private static final int UNBOUNDED = 2;

  // struct virTypedParameter: char[80] name, int type, then, aligned, eight bytes of value.
  private static final int NAME_LENGTH = 80;
  private static final int VALUE_OFFSET = 88;
  private static final int PARAMETER_SIZE = 96;
  private static final int TYPE_INT = 1;
  private static final int TYPE_UINT = 2;
  private static final int TYPE_LONG = 3;
  private static final int TYPE_ULONG = 4;

  // struct virDomainControlInfo: two ints, then eight bytes.
  private static final int CONTROL_INFO_SIZE = 16;
  private static final int OCCUPIED = 2;

  private static final long USUAL_PAGE_SIZE = 4096;

  /** Asks; blocks. */
  static Job of(DomainPointer guest) {
    if (isOccupied(guest)) {
      return new Job(Phase.NONE, Map.of());
    }
    IntByReference type = new IntByReference();
    PointerByReference parameters = new PointerByReference();
    IntByReference count = new IntByReference();
    try {
      check(Libvirt.INSTANCE.virDomainGetJobStats(guest, type, parameters, count, 0));
    } catch (LibvirtError e) {
      return switch (e.number()) {
        // Statistics are kept at the source of a migration only.
        case VIR_ERR_OPERATION_UNSUPPORTED -> new Job(Phase.INCOMING, Map.of());
        // The guest is known to the host, but does not run.
        case VIR_ERR_OPERATION_INVALID -> new Job(Phase.NONE, Map.of());
        default -> throw e;
      };
    }
    try {
      boolean active = type.getValue() == BOUNDED || type.getValue() == UNBOUNDED;
      return new Job(
          active ? Phase.ACTIVE : Phase.NONE, read(parameters.getValue(), count.getValue()));
    } finally {
      Libvirt.INSTANCE.virTypedParamsFree(parameters.getValue(), count.getValue());
    }
  }

  /**
   * Whether a command is under way that belongs to no job. The question for a job would wait for
   * its end, which never comes when QEMU stands still, and all other guests of a look with it.
   */
  private static boolean isOccupied(DomainPointer guest) {
    try (Memory info = new Memory(CONTROL_INFO_SIZE)) {
      return MoreLibvirt.INSTANCE.virDomainGetControlInfo(guest, info, 0) == 0
          && info.getInt(0) == OCCUPIED;
    }
  }

  /** The progress; empty without a job. */
  Optional<JobInfo> info() {
    if (phase != Phase.ACTIVE) {
      return Optional.empty();
    }
    long pageSize = numbers.getOrDefault("memory_page_size", USUAL_PAGE_SIZE);
    return Optional.of(
        new JobInfo(
            Math.max(1, number("memory_iteration")),
            number("memory_total"),
            number("memory_remaining"),
            number("memory_bps"),
            number("memory_dirty_rate") * pageSize,
            Duration.ofMillis(number("time_elapsed")),
            Duration.ofMillis(number("downtime"))));
  }

  private long number(String name) {
    return numbers.getOrDefault(name, 0L);
  }

  private static Map<String, Long> read(Pointer parameters, int count) {
    Map<String, Long> numbers = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      Pointer parameter = parameters.share((long) i * PARAMETER_SIZE, PARAMETER_SIZE);
      String name = parameter.getString(0, "US-ASCII");
      switch (parameter.getInt(NAME_LENGTH)) {
        case TYPE_INT, TYPE_UINT -> numbers.put(name, (long) parameter.getInt(VALUE_OFFSET));
        case TYPE_LONG, TYPE_ULONG -> numbers.put(name, parameter.getLong(VALUE_OFFSET));
        default -> {
          // Texts and fractions are not needed.
        }
      }
    }
    return numbers;
  }
}
