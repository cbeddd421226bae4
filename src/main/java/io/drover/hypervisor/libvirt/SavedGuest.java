package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.LibvirtError.check;

import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.model.InstanceId;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;

/**
 * Guests whose memory is put on the host's disk. libvirt keeps such an image of defined guests only
 * and has forgotten a transient one as soon as it is saved. So a guest is defined to be saved,
 * which also leaves it in libvirt's list, and is transient again once it is restored. A defined
 * guest is not started by the host on its own.
 */
final class SavedGuest {
  /** As {@code VIR_DOMAIN_XML_SECURE}: with secrets, which else would be lost by defining. */
  private static final int COMPLETE = 1;

  /** As {@code VIR_DOMAIN_SAVE_RUNNING}: it will run, also when it is paused now. */
  private static final int TO_RUN = 1 << 1;

  /** As {@code VIR_DOMAIN_UNDEFINE_MANAGED_SAVE}. */
  private static final int WITH_IMAGE = 1;

  private static final Libvirt LIBVIRT = Libvirt.INSTANCE;

  private SavedGuest() {}

  /** Whether the guest, which does not run, is saved. */
  static boolean is(DomainPointer guest) {
    return check(LIBVIRT.virDomainHasManagedSaveImage(guest, 0)) == 1;
  }

  /** Saves the guest; returns when its memory is on disk. */
  static void save(ConnectionPointer connection, DomainPointer guest, InstanceId id) {
    if (!isActive(guest)) {
      throw new HypervisorException(Kind.INVALID_STATE, id + " does not run, so it is not saved");
    }
    String description = check(LIBVIRT.virDomainGetXMLDesc(guest, COMPLETE)).toString();
    LIBVIRT.virDomainFree(check(LIBVIRT.virDomainDefineXML(connection, description)));
    try {
      check(LIBVIRT.virDomainManagedSave(guest, TO_RUN));
    } catch (LibvirtError e) {
      // Refused by libvirt if there is an image after all.
      LIBVIRT.virDomainUndefine(guest);
      throw e;
    }
  }

  /** Lets a saved guest go on; libvirt removes the image. */
  static void restore(DomainPointer guest, InstanceId id) {
    if (!is(guest)) {
      throw new HypervisorException(
          Kind.INVALID_STATE, id + " is not saved, so it is not restored");
    }
    check(LIBVIRT.virDomainCreate(guest));
    // Should this fail, the guest runs all the same, and is undefined when it is ended.
    LIBVIRT.virDomainUndefine(guest);
  }

  /** Ends a guest at once, whether it runs, is saved, or is only defined. */
  static void end(DomainPointer guest) {
    // Asked first: one that only was defined is not known any more afterwards.
    boolean runs = isActive(guest);
    if (check(LIBVIRT.virDomainIsPersistent(guest)) == 1) {
      check(LIBVIRT.virDomainUndefineFlags(guest, WITH_IMAGE));
      if (!runs) {
        return;
      }
    }
    check(LIBVIRT.virDomainDestroy(guest));
  }

  private static boolean isActive(DomainPointer guest) {
    return check(LIBVIRT.virDomainIsActive(guest)) == 1;
  }
}
