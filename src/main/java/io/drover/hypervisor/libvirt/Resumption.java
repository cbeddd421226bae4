package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.LibvirtError.check;

import com.sun.jna.ptr.IntByReference;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;

/** Lets the processors of a guest go on, whoever stopped them. */
final class Resumption {

  private Resumption() {}

  /** The result of the function that was called for it. */
  static int of(DomainPointer guest) {
    IntByReference state = new IntByReference();
    check(MoreLibvirt.INSTANCE.virDomainGetState(guest, state, new IntByReference(), 0));
    return GuestStates.isAsleep(state.getValue())
        ? MoreLibvirt.INSTANCE.virDomainPMWakeup(guest, 0)
        : Libvirt.INSTANCE.virDomainResume(guest);
  }
}
