package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.LibvirtError.check;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.JobInfo;
import io.drover.model.InstanceId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;

/**
 * What libvirt says of a guest's job. To libvirt a backup, a dump or a snapshot is one as well.
 *
 * @param phase whether there is one, and which
 * @param numbers libvirt's statistics by name
 */
record Job(Phase phase, Map<String, Long> numbers) {

  /** Whether there is a job, and which. */
  enum Phase {
    /** No job. */
    NONE,
    /** A migration under way, at its source. */
    OUTGOING,
    /** The receiving end of a migration, which keeps no statistics. */
    INCOMING,
    /** A job that moves nothing. */
    OTHER,
    /** A job under way that does not tell what it is, most often because QEMU stands still. */
    UNKNOWN
  }

  // libvirt's job types: a bounded and an unbounded job are under way, all others are not.
  private static final int BOUNDED = 1;
  private static final int UNBOUNDED = 2;

  private static final String OPERATION = "operation";
  private static final int UNTOLD = 0;
  private static final int MIGRATION_IN = 4;
  private static final int MIGRATION_OUT = 5;

  // The place of a word is libvirt's number of the operation.
  private static final List<String> OPERATIONS =
      List.of(
          "unknown job",
          "start",
          "saving",
          "restoration",
          "incoming migration",
          "outgoing migration",
          "snapshot",
          "return to a snapshot",
          "dump",
          "backup",
          "deletion of a snapshot");

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
  private static final int JOB = 1;
  private static final int OCCUPIED = 2;

  private static final long USUAL_PAGE_SIZE = 4096;

  /** Asks; blocks as long as a job is under way whose QEMU stands still. */
  static Job of(DomainPointer guest) {
    return control(guest) == OCCUPIED ? without(Phase.NONE) : ask(guest);
  }

  /**
   * Asks, unless the answer would have to wait for a command of the job that is under way: it never
   * comes when QEMU stands still, and all other guests of a look would wait too. The first question
   * to such a job is that command itself.
   */
  static Job glance(DomainPointer guest) {
    return switch (control(guest)) {
      case JOB -> without(Phase.UNKNOWN);
      // A command that belongs to no job.
      case OCCUPIED -> without(Phase.NONE);
      default -> askInTime(guest);
    };
  }

  private static Job askInTime(DomainPointer guest) {
    try {
      return ask(guest);
    } catch (LibvirtError e) {
      if (e.number() == ErrorNumber.VIR_ERR_OPERATION_TIMEOUT) {
        return without(Phase.UNKNOWN);
      }
      throw e;
    }
  }

  private static Job ask(DomainPointer guest) {
    IntByReference type = new IntByReference();
    PointerByReference parameters = new PointerByReference();
    IntByReference count = new IntByReference();
    try {
      check(Libvirt.INSTANCE.virDomainGetJobStats(guest, type, parameters, count, 0));
    } catch (LibvirtError e) {
      return switch (e.number()) {
        // Statistics are kept at the source of a migration only.
        case VIR_ERR_OPERATION_UNSUPPORTED -> without(Phase.INCOMING);
        // The guest is known to the host, but does not run.
        case VIR_ERR_OPERATION_INVALID -> without(Phase.NONE);
        default -> throw e;
      };
    }
    try {
      return of(type.getValue(), read(parameters.getValue(), count.getValue()));
    } finally {
      Libvirt.INSTANCE.virTypedParamsFree(parameters.getValue(), count.getValue());
    }
  }

  private static Job without(Phase phase) {
    return new Job(phase, Map.of());
  }

  /** What libvirt's type of a job and its statistics say. */
  static Job of(int type, Map<String, Long> numbers) {
    if (type != BOUNDED && type != UNBOUNDED) {
      return new Job(Phase.NONE, numbers);
    }
    return new Job(
        switch (operation(numbers)) {
          case MIGRATION_OUT -> Phase.OUTGOING;
          case MIGRATION_IN -> Phase.INCOMING;
          case UNTOLD -> Phase.UNKNOWN;
          default -> Phase.OTHER;
        },
        numbers);
  }

  private static int operation(Map<String, Long> numbers) {
    return Math.toIntExact(numbers.getOrDefault(OPERATION, 0L));
  }

  /** What libvirt itself does with the guest; answers also while QEMU does not. */
  private static int control(DomainPointer guest) {
    try (Memory info = new Memory(CONTROL_INFO_SIZE)) {
      return MoreLibvirt.INSTANCE.virDomainGetControlInfo(guest, info, 0) == 0 ? info.getInt(0) : 0;
    }
  }

  /** Whether the guest may be moved by it: also when nobody can tell. */
  boolean mayMove() {
    return phase == Phase.OUTGOING || phase == Phase.INCOMING || phase == Phase.UNKNOWN;
  }

  /** Fails as {@code INVALID_STATE} unless it is a migration, and this is its source. */
  void requireOutgoing(InstanceId id) {
    if (phase == Phase.OTHER) {
      throw new HypervisorException(
          Kind.INVALID_STATE,
          "no migration of %s is under way, but another job: %s".formatted(id, word()));
    } else if (phase != Phase.OUTGOING) {
      throw new HypervisorException(
          Kind.INVALID_STATE, "no migration of %s is under way at its source".formatted(id));
    }
  }

  /** Fails as {@code INVALID_STATE} while the guest is in a job that moves nothing. */
  void requireNoOther(InstanceId id) {
    if (phase == Phase.OTHER) {
      throw new HypervisorException(
          Kind.INVALID_STATE,
          "%s is not moved while another job is under way: %s".formatted(id, word()));
    }
  }

  private String word() {
    int operation = operation(numbers);
    return operation < OPERATIONS.size() ? OPERATIONS.get(operation) : "operation " + operation;
  }

  /** The progress; empty without a migration. */
  Optional<JobInfo> info() {
    if (phase != Phase.OUTGOING) {
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
