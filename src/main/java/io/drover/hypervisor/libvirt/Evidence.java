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
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.jna.CString;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainByReference;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a look at the guests of a host has shown.
 *
 * @param seen those that told what they are
 * @param unclear those that are there, but did not tell: nothing is known of them
 */
record Evidence(SortedMap<InstanceId, GuestEvidence> seen, SortedSet<InstanceId> unclear) {
  private static final Logger LOG = LoggerFactory.getLogger(Evidence.class);
  private static final int METADATA_ELEMENT = 2;

  /** Stands for the start of a guest whose metadata do not say it. */
  private static final Instant LONG_AGO = Instant.EPOCH;

  /**
   * Looks at the guests that {@code wanted} accepts, which were created by Drover. A guest that
   * vanishes meanwhile is in neither collection.
   */
  static Evidence of(
      String host, ConnectionPointer connection, Predicate<InstanceId> wanted, Instant seenAt) {
    DomainByReference list = new DomainByReference();
    int count = check(Libvirt.INSTANCE.virConnectListAllDomains(connection, list, 0));
    Pointer array = list.getValue();
    Evidence evidence = new Evidence(new TreeMap<>(), new TreeSet<>());
    Pointer[] guests = array.getPointerArray(0, count);
    try {
      for (Pointer guest : guests) {
        DomainPointer pointer = new DomainPointer(guest);
        InstanceId id = new InstanceId(Libvirt.INSTANCE.virDomainGetName(pointer));
        if (wanted.test(id)) {
          evidence.add(host, connection, pointer, id, seenAt);
        }
      }
    } finally {
      for (Pointer guest : guests) {
        Libvirt.INSTANCE.virDomainFree(new DomainPointer(guest));
      }
      Native.free(Pointer.nativeValue(array));
    }
    return evidence;
  }

  /**
   * The answer to a look at these guests: what is not there is absent, what is unclear left out.
   */
  SortedMap<InstanceId, GuestEvidence> answer(Set<InstanceId> wanted, Instant seenAt) {
    SortedMap<InstanceId, GuestEvidence> answer = new TreeMap<>(seen);
    for (InstanceId id : wanted) {
      if (!seen.containsKey(id) && !unclear.contains(id)) {
        answer.put(id, GuestEvidence.absent(id, seenAt));
      }
    }
    return answer;
  }

  /** The trouble of one guest is not that of the others. */
  private void add(
      String host,
      ConnectionPointer connection,
      DomainPointer guest,
      InstanceId id,
      Instant seenAt) {
    try {
      look(host, guest, id, seenAt)
          .ifPresentOrElse(told -> seen.put(id, told), () -> unclear.add(id));
    } catch (LibvirtError e) {
      if (e.number() == ErrorNumber.VIR_ERR_NO_DOMAIN
          || e.number() == ErrorNumber.VIR_ERR_NO_DOMAIN_METADATA) {
        return;
      } else if (Libvirt.INSTANCE.virConnectIsAlive(connection) != 1) {
        throw e;
      }
      LOG.warn("host {}: instance {} cannot be looked at: {}", host, id, e.getMessage());
      unclear.add(id);
    }
  }

  private static Optional<GuestEvidence> look(
      String host, DomainPointer guest, InstanceId id, Instant seenAt) {
    Instant startedAt = startedAt(host, guest, id);
    Job job = Job.glance(guest);
    IntByReference state = new IntByReference();
    IntByReference reason = new IntByReference();
    check(MoreLibvirt.INSTANCE.virDomainGetState(guest, state, reason, 0));
    if (job.phase() == Job.Phase.UNKNOWN
        && GuestStates.dependsOnTheEnd(state.getValue(), reason.getValue())) {
      return Optional.empty();
    }
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
            job.mayMove() && !is.over(),
            new Incarnation(Libvirt.INSTANCE.virDomainGetID(guest), startedAt),
            seenAt));
  }

  private static Instant startedAt(String host, DomainPointer guest, InstanceId id) {
    CString metadata =
        check(
            Libvirt.INSTANCE.virDomainGetMetadata(guest, METADATA_ELEMENT, DomainXml.NAMESPACE, 0));
    Optional<Instant> startedAt = DomainXml.startedAt(metadata.toString());
    if (startedAt.isEmpty()) {
      LOG.warn("host {}: the metadata of instance {} do not say when it was started", host, id);
    }
    return startedAt.orElse(LONG_AGO);
  }
}
