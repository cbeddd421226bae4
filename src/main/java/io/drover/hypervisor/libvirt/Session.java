package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.LibvirtError.check;

import com.sun.jna.ptr.LongByReference;
import io.drover.hypervisor.HostFacts;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.Libvirt;

/**
 * The two connections of one connecting, and what was learned by it.
 *
 * @param control for calls that are answered at once
 * @param bulk for calls that last
 * @param events the host's events, over the control connection
 * @param profile what the host offers
 * @param facts what the host is
 * @param libvirt the version of its libvirtd
 */
record Session(
    LibvirtConnection control,
    LibvirtConnection bulk,
    EventFeed events,
    HostProfile profile,
    HostFacts facts,
    LibvirtVersion libvirt)
    implements CurrentSession.Retirable {

  /** Connects; blocks. Fails as {@code UNREACHABLE}, or as a call to a connected host does. */
  static Session open(LibvirtSettings settings) {
    LibvirtConnection control = LibvirtConnection.open(settings);
    try {
      LibvirtConnection bulk = LibvirtConnection.open(settings);
      try {
        return control.use("connecting", pointer -> open(settings, pointer, control, bulk));
      } catch (RuntimeException e) {
        bulk.close();
        throw e;
      }
    } catch (RuntimeException e) {
      control.close();
      throw e;
    }
  }

  private static Session open(
      LibvirtSettings settings,
      ConnectionPointer pointer,
      LibvirtConnection control,
      LibvirtConnection bulk) {
    HostProfile profile =
        HostProfile.of(
            check(Libvirt.INSTANCE.virConnectGetCapabilities(pointer)).toString(),
            settings.guest());
    LongByReference libvirtVersion = new LongByReference();
    check(Libvirt.INSTANCE.virConnectGetLibVersion(pointer, libvirtVersion));
    LibvirtVersion libvirt = new LibvirtVersion(libvirtVersion.getValue());
    LongByReference version = new LongByReference();
    check(Libvirt.INSTANCE.virConnectGetVersion(pointer, version));
    HostFacts facts =
        new HostFacts(
            Libvirt.INSTANCE.virConnectGetType(pointer),
            version.getValue(),
            profile.cpu(),
            profile.machineTypes(),
            settings.peerUri());
    EventFeed events = new EventFeed(settings.host());
    try {
      events.register(pointer);
    } catch (LibvirtError e) {
      events.unregister(pointer);
      throw e;
    }
    return new Session(control, bulk, events, profile, facts, libvirt);
  }

  @Override
  public void retire() {
    events.end();
  }

  /** Lets go of both connections; may block while the host does not answer. */
  @Override
  public void close() {
    try {
      control.use(
          "disconnecting",
          pointer -> {
            events.unregister(pointer);
            return pointer;
          });
    } finally {
      control.close();
      bulk.close();
    }
  }
}
