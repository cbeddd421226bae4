package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.LibvirtError.check;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.Incarnation;
import io.drover.model.InstanceId;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.jna.CString;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainByReference;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;

/** Looks at the guests of a host. */
final class Evidence {
  private static final int METADATA_ELEMENT = 2;

  private Evidence() {}

  /**
   * The evidence of the host's guests that {@code wanted} accepts, which were created by Drover. A
   * guest that vanishes meanwhile is left out.
   */
  static SortedMap<InstanceId, GuestEvidence> of(
      ConnectionPointer connection, Predicate<InstanceId> wanted, Instant seenAt) {
    DomainByReference list = new DomainByReference();
    int count = check(Libvirt.INSTANCE.virConnectListAllDomains(connection, list, 0));
    Pointer array = list.getValue();
    SortedMap<InstanceId, GuestEvidence> seen = new TreeMap<>();
    Pointer[] guests = array.getPointerArray(0, count);
    try {
      for (Pointer guest : guests) {
        DomainPointer pointer = new DomainPointer(guest);
        InstanceId id = new InstanceId(Libvirt.INSTANCE.virDomainGetName(pointer));
        if (wanted.test(id)) {
          look(pointer, id, seenAt).ifPresent(evidence -> seen.put(id, evidence));
        }
      }
    } finally {
      for (Pointer guest : guests) {
        Libvirt.INSTANCE.virDomainFree(new DomainPointer(guest));
      }
      Native.free(Pointer.nativeValue(array));
    }
    return seen;
  }

  private static Optional<GuestEvidence> look(DomainPointer guest, InstanceId id, Instant seenAt) {
    try {
      Instant startedAt = startedAt(guest);
      Job job = Job.of(guest);
      IntByReference state = new IntByReference();
      IntByReference reason = new IntByReference();
      check(MoreLibvirt.INSTANCE.virDomainGetState(guest, state, reason, 0));
      GuestState told =
          GuestStates.of(state.getValue(), reason.getValue(), job.phase() == Job.Phase.INCOMING);
      // That a guest which is off was saved is told by the image alone after libvirtd's restart.
      GuestState is =
          told == GuestState.SHUTOFF && SavedGuest.is(guest) ? GuestState.SUSPENDED : told;
      return Optional.of(
          new GuestEvidence(
              id,
              is,
              GuestStates.reason(state.getValue(), reason.getValue()),
              job.phase() != Job.Phase.NONE && !is.over(),
              new Incarnation(Libvirt.INSTANCE.virDomainGetID(guest), startedAt),
              seenAt));
    } catch (LibvirtError e) {
      if (e.number() == ErrorNumber.VIR_ERR_NO_DOMAIN
          || e.number() == ErrorNumber.VIR_ERR_NO_DOMAIN_METADATA) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Instant startedAt(DomainPointer guest) {
    CString metadata =
        check(
            Libvirt.INSTANCE.virDomainGetMetadata(guest, METADATA_ELEMENT, DomainXml.NAMESPACE, 0));
    return DomainXml.startedAt(metadata.toString());
  }
}
