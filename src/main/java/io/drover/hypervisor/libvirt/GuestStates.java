package io.drover.hypervisor.libvirt;

import io.drover.hypervisor.GuestState;
import java.util.List;

/** libvirt's states of a guest, with their reasons, in the words of the port. */
final class GuestStates {
  private static final int RUNNING = 1;
  private static final int BLOCKED = 2;
  private static final int PAUSED = 3;
  private static final int SHUTTING_DOWN = 4;
  private static final int SHUTOFF = 5;
  private static final int CRASHED = 6;
  private static final int PM_SUSPENDED = 7;

  private static final int RUNNING_POSTCOPY_FAILED = 11;
  private static final int PAUSED_MIGRATION = 2;
  private static final int PAUSED_STARTING_UP = 11;
  private static final int PAUSED_POSTCOPY = 12;
  private static final int PAUSED_POSTCOPY_FAILED = 13;
  private static final int SHUTOFF_SAVED = 5;

  // The place of a word is libvirt's number of the reason.
  private static final List<String> RUNNING_REASONS =
      List.of(
          "unknown",
          "booted",
          "migrated",
          "restored",
          "from snapshot",
          "unpaused",
          "migration cancelled",
          "save cancelled",
          "woken",
          "crashed",
          "post-copy",
          "post-copy failed");
  private static final List<String> PAUSED_REASONS =
      List.of(
          "unknown",
          "paused by a user",
          "migrating",
          "saving",
          "dumping",
          "I/O error",
          "watchdog",
          "from snapshot",
          "shutting down",
          "making a snapshot",
          "crashed",
          "starting up",
          "post-copy",
          "post-copy failed",
          "error of an operation");
  private static final List<String> SHUTOFF_REASONS =
      List.of(
          "unknown",
          "shut down",
          "destroyed",
          "crashed",
          "migrated",
          "saved",
          "failed",
          "from snapshot",
          "libvirt has lost it");

  private GuestStates() {}

  /**
   * What the guest is.
   *
   * @param incoming whether it is the receiving end of a migration
   */
  static GuestState of(int state, int reason, boolean incoming) {
    return switch (state) {
      case RUNNING, BLOCKED ->
          reason == RUNNING_POSTCOPY_FAILED ? GuestState.POST_COPY_BROKEN : GuestState.RUNNING;
      case PAUSED -> paused(reason, incoming);
      // QEMU is still there; libvirt may yet start the guest anew in it.
      case SHUTTING_DOWN -> GuestState.RUNNING;
      case SHUTOFF -> reason == SHUTOFF_SAVED ? GuestState.SUSPENDED : GuestState.SHUTOFF;
      case CRASHED -> GuestState.CRASHED;
      // Its memory is in place, unlike that of a saved guest.
      case PM_SUSPENDED -> GuestState.PAUSED;
      default -> GuestState.STARTING;
    };
  }

  /** Whether the guest has put itself to sleep: it is to be woken, not resumed. */
  static boolean isAsleep(int state) {
    return state == PM_SUSPENDED;
  }

  /** Whether it depends on the end of a migration at which the guest is what it is. */
  static boolean dependsOnTheEnd(int state, int reason) {
    return state == PAUSED && (reason == PAUSED_MIGRATION || reason == PAUSED_STARTING_UP);
  }

  private static GuestState paused(int reason, boolean incoming) {
    return switch (reason) {
      case PAUSED_MIGRATION, PAUSED_STARTING_UP -> {
        if (incoming) {
          yield GuestState.INCOMING;
        }
        // Paused for a migration at the source: the other side may run by now.
        yield reason == PAUSED_MIGRATION ? GuestState.HANDED_OVER : GuestState.STARTING;
      }
      case PAUSED_POSTCOPY -> GuestState.HANDED_OVER;
      case PAUSED_POSTCOPY_FAILED -> GuestState.POST_COPY_BROKEN;
      default -> GuestState.PAUSED;
    };
  }

  /** The reason, for people. */
  static String reason(int state, int reason) {
    List<String> words =
        switch (state) {
          case RUNNING -> RUNNING_REASONS;
          case PAUSED -> PAUSED_REASONS;
          case SHUTTING_DOWN -> List.of("shutting down", "shut down by a user");
          case SHUTOFF -> SHUTOFF_REASONS;
          case PM_SUSPENDED -> List.of("asleep by itself");
          default -> List.<String>of();
        };
    return reason < words.size() ? words.get(reason) : "reason " + reason;
  }
}
