package io.drover.hypervisor.libvirt;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt.VirDomainEventCallback;

/** The functions and callbacks of libvirt's C library that its Java binding lacks. */
interface MoreLibvirt extends Library {
  MoreLibvirt INSTANCE = Native.load(Platform.isWindows() ? "virt-0" : "virt", MoreLibvirt.class);

  /** A guest's state and the reason for it. */
  int virDomainGetState(
      DomainPointer guest, IntByReference state, IntByReference reason, int flags);

  /** Moves a guest peer to peer; returns when the job is over. */
  int virDomainMigrateToURI3(
      DomainPointer guest, String uri, @Nullable Pointer parameters, int count, int flags);

  /** Adds a parameter to an array of them, which grows where it has to. */
  int virTypedParamsAddULLong(
      PointerByReference parameters,
      IntByReference count,
      IntByReference room,
      String name,
      long value);

  /**
   * What libvirt itself does with the guest; answers also while QEMU does not.
   *
   * @param info 16 bytes: what, why, and since how many milliseconds
   */
  int virDomainGetControlInfo(DomainPointer guest, Pointer info, int flags);

  /** Wakes a guest that has put itself to sleep. */
  int virDomainPMWakeup(DomainPointer guest, int flags);

  /** Switches the guest's running migration to post-copy. */
  int virDomainMigrateStartPostCopy(DomainPointer guest, int flags);

  /** A migration has begun another round over the memory. */
  interface IterationCallback extends VirDomainEventCallback {
    void eventCallback(
        ConnectionPointer connection, DomainPointer guest, int iteration, Pointer opaque);
  }

  /** A job of a guest is over. */
  interface JobCompletedCallback extends VirDomainEventCallback {
    void eventCallback(
        ConnectionPointer connection,
        DomainPointer guest,
        Pointer parameters,
        int count,
        Pointer opaque);
  }
}
