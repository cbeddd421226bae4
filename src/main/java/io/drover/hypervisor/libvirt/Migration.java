package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.LibvirtError.check;

import com.sun.jna.ptr.IntByReference;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.MigrateCall;
import java.util.Optional;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;

/** The order to move a guest, peer to peer, in libvirt's words. */
final class Migration {
  private static final int LIVE = 1;
  private static final int PEER2PEER = 1 << 1;
  private static final int NON_SHARED_DISK = 1 << 6;
  private static final int UNSAFE = 1 << 9;
  private static final int AUTO_CONVERGE = 1 << 13;
  private static final int POST_COPY = 1 << 15;
  private static final int TLS = 1 << 16;

  /** Known to libvirt 8.5 and later. */
  private static final int POST_COPY_RESUME = 1 << 19;

  private static final long MEBIBYTE = 1024 * 1024;

  private Migration() {}

  /** Moves the guest; returns when the job is over. */
  static int run(DomainPointer guest, MigrateCall call, LibvirtSettings.Migration settings) {
    if (call.resume()) {
      requireBrokenPostCopy(guest, call);
    } else {
      Job.of(guest).requireNoOther(call.id());
    }
    if (!call.maxDowntime().isZero()) {
      check(
          Libvirt.INSTANCE.virDomainMigrateSetMaxDowntime(
              guest, Math.max(1, call.maxDowntime().toMillis()), 0));
    }
    try (TypedParameters limits = new TypedParameters()) {
      limits
          .with("bandwidth", mebibytesPerSecond(call.bandwidth()))
          .with("bandwidth.postcopy", mebibytesPerSecond(settings.postCopyBandwidth()));
      return check(
          MoreLibvirt.INSTANCE.virDomainMigrateToURI3(
              guest, call.peerAddress(), limits.first(), limits.count(), flags(call, settings)));
    }
  }

  private static void requireBrokenPostCopy(DomainPointer guest, MigrateCall call) {
    IntByReference state = new IntByReference();
    IntByReference reason = new IntByReference();
    check(MoreLibvirt.INSTANCE.virDomainGetState(guest, state, reason, 0));
    GuestState is = GuestStates.of(state.getValue(), reason.getValue(), false);
    if (is != GuestState.POST_COPY_BROKEN) {
      throw new HypervisorException(
          Kind.INVALID_STATE,
          "%s is %s: there is no broken post-copy to %s to resume"
              .formatted(call.id(), is, call.destination()));
    }
  }

  /** What this libvirt lacks for the order, as a sentence. */
  static Optional<String> lacking(MigrateCall call, LibvirtVersion libvirt) {
    return call.resume() && !libvirt.atLeast(LibvirtVersion.POST_COPY_RESUME)
        ? Optional.of(
            "libvirt %s cannot resume a post-copy; %s or later can"
                .formatted(libvirt, LibvirtVersion.POST_COPY_RESUME))
        : Optional.empty();
  }

  /** libvirt's flags for the order. */
  static int flags(MigrateCall call, LibvirtSettings.Migration settings) {
    return LIVE
        | PEER2PEER
        | (call.blockMigration() ? NON_SHARED_DISK : 0)
        | (settings.unsafe() ? UNSAFE : 0)
        | (settings.autoConverge() ? AUTO_CONVERGE : 0)
        | (call.postCopy() ? POST_COPY : 0)
        | (settings.tls() ? TLS : 0)
        | (call.resume() ? POST_COPY_RESUME : 0);
  }

  /**
   * The limit in libvirt's unit, never more than asked for except that the least is one; 0: none.
   */
  static long mebibytesPerSecond(long bytesPerSecond) {
    return bytesPerSecond == 0 ? 0 : Math.max(1, bytesPerSecond / MEBIBYTE);
  }
}
